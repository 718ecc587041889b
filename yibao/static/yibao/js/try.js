/* 在线调试: Swagger UI with a token of a sandbox key. The key is sent to the token address of this
 * site and nowhere else, is not kept, and a key of the live world is refused before it is sent.
 * Swagger UI is fetched only after that; without a script the page has a form for each call. */
(function () {
  "use strict";
  var form = document.getElementById("try");
  if (!form) { return; }
  var place = document.getElementById("try-place");
  var said = document.getElementById("try-said");
  var key = document.getElementById("try-key");
  var token = "";
  var WORDS = {
    "Execute": "发送", "Cancel": "取消", "Clear": "清空", "Reset": "恢复", "Try it out": "试一试",
    "Parameters": "参数", "No parameters": "没有参数", "Request body": "正文", "Responses": "应答",
    "Server response": "这次的应答", "Response body": "应答正文", "Response headers": "应答头",
    "Request URL": "请求地址", "Request duration": "用时", "Example Value": "例子", "Schema": "结构",
    "Name": "名称", "Description": "说明", "Code": "状态", "Details": "详情", "Download": "下载",
    "Edit Value": "修改", "Loading": "正在取", "Media type": "格式", "Undocumented": "没有写明"
  };
  form.hidden = false;

  function say(words) { said.textContent = words; }

  function fresh() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (one) {
      return one.toString(16).padStart(2, "0");
    }).join("");
  }

  function load(name, attribute, address) {
    return new Promise(function (done, failed) {
      var part = document.createElement(name);
      if (name === "link") { part.rel = "stylesheet"; }
      part.onload = done;
      part.onerror = failed;
      part[attribute] = address;
      document.head.append(part);
    });
  }

  /* Only calls of this site's API carry the token; cookies of the portal never go along. */
  function sent(request) {
    var to = new URL(request.url, location.href);
    if (to.origin !== location.origin) { throw new Error("foreign address"); }
    request.credentials = "omit";
    if (to.pathname.startsWith("/api/v1/")) {
      request.headers.Authorization = "Bearer " + token;
      if (request.method !== "GET" && !request.headers["Idempotency-Key"]) {
        request.headers["Idempotency-Key"] = fresh();
      }
    }
    return request;
  }

  /* An empty key for repeating is filled in by `sent`; what people allow an app is not tried here. */
  function ownCalls(answer) {
    if (!answer.url || new URL(answer.url, location.href).pathname !== place.dataset.schema) {
      return answer;
    }
    var document = JSON.parse(answer.text);
    Object.keys(document.paths).forEach(function (path) {
      if (path.startsWith("/api/v1/me/")) { delete document.paths[path]; return; }
      Object.values(document.paths[path]).forEach(function (one) {
        (one.parameters || []).forEach(function (row) {
          if (row.name === "Idempotency-Key") {
            row.required = false;
            row.description += "空着就自动编一个新的。";
          }
        });
      });
    });
    var used = {};
    Object.values(document.paths).forEach(function (path) {
      Object.values(path).forEach(function (one) { used[one.tags[0]] = true; });
    });
    document.tags = (document.tags || []).filter(function (one) { return used[one.name]; });
    answer.text = answer.data = JSON.stringify(document);
    answer.obj = answer.body = document;
    return answer;
  }

  /* Swagger UI speaks English only. */
  function translate() {
    var walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      var words = WORDS[walker.currentNode.nodeValue.trim()];
      if (words) { walker.currentNode.nodeValue = words; }
    }
  }

  function nothing() { return function () { return null; }; }

  /* Its list of calls and nothing around it: the page has its main part and asks for the key. */
  function listOnly(system) {
    var make = system.React.createElement;
    return {
      components: { ListOnly: function (props) {
        return make("div", { className: "swagger-ui" },
          make(props.getComponent("SvgAssets")),
          make(props.getComponent("errors", true)),
          make(props.getComponent("operations", true)));
      } },
      wrapComponents: { authorizeOperationBtn: nothing }
    };
  }

  function open() {
    new MutationObserver(translate).observe(
      place, { childList: true, characterData: true, subtree: true }
    );
    window.SwaggerUIBundle({
      url: place.dataset.schema,
      domNode: place,
      docExpansion: "list",
      tryItOutEnabled: true,
      validatorUrl: null,
      defaultModelsExpandDepth: -1,
      requestInterceptor: sent,
      responseInterceptor: ownCalls,
      plugins: [listOnly],
      layout: "ListOnly"
    });
  }

  async function enter() {
    var client = document.getElementById("try-client").value;
    var secret = key.value.trim();
    if (secret.startsWith(form.dataset.live)) {
      key.value = "";
      return say("这是正式环境的密钥，这里不收，也没有发出去。它已经写在网页上，请到密钥页换一个。");
    }
    if (!secret.startsWith(form.dataset.begins)) {
      return say("请填 " + form.dataset.begins + " 开头的沙箱密钥。");
    }
    var answer = await fetch(form.dataset.token, {
      method: "POST",
      credentials: "omit",
      headers: { Authorization: "Basic " + btoa(client + ":" + secret) },
      body: new URLSearchParams({ grant_type: "client_credentials" })
    });
    if (!answer.ok) { return say("密钥不对，或者不是这个应用的。请核对应用，或者新建一个密钥。"); }
    token = (await answer.json()).access_token;
    key.value = "";
    say("");
    await load("link", "href", place.dataset.style);
    await load("script", "src", place.dataset.script);
    form.hidden = true;
    place.parentNode.hidden = false;
    open();
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    enter().catch(function () { say("没有打开，请检查网络，再按一次。"); });
  });
})();
