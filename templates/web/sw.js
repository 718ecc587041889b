{% load static %}/* Keeps one page for the time without a network, or without the site. Pages of people are never kept. */
"use strict";
var STORE = "yibao-offline-3";
var PAGE = "{% url 'web:offline' %}";
var KEPT = [PAGE, "{% static 'yibao/vendor/weui/weui-subset.css' %}", "{% static 'yibao/css/yibao.css' %}", "{% static 'yibao/img/mark.svg' %}", "{% static 'yibao/js/away.js' %}", "{% static 'vouchers/js/kept_pass.js' %}"];

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(STORE).then(function (store) { return store.addAll(KEPT); }));
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return name !== STORE; }).map(function (name) { return caches.delete(name); }));
  }));
});

self.addEventListener("fetch", function (event) {
  var request = event.request;
  if (request.method !== "GET") { return; }
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(function () { return caches.match(PAGE); }));
    return;
  }
  var path = new URL(request.url).pathname;
  if (KEPT.indexOf(path) > 0) {
    event.respondWith(fetch(request).catch(function () { return caches.match(request); }));
  }
});
