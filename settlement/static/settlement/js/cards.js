/* The card number, easier to read: groups of four while typing, and the bank by the first digits.
 * Without this file the number is typed as it is, and the next page names the bank. */
(function () {
  "use strict";

  var number = document.getElementById("id_number");
  var bank = document.getElementById("card-bank");
  if (!number || !bank) { return; }
  var bins = JSON.parse(bank.getAttribute("data-bins"));

  number.addEventListener("input", function () {
    var atEnd = number.selectionEnd === number.value.length;
    var digits = number.value.replace(/[^0-9]/g, "");
    if (atEnd && digits.length <= 19) {
      number.value = digits.replace(/(.{4})(?=.)/g, "$1 ");
    }
    var known = digits.length >= 6 ? bins[digits.slice(0, 6)] : "";
    var words = digits.length < 6 ? "" : known || "认不出是哪家银行，请再看一遍前 6 位";
    if (bank.textContent !== words) { bank.textContent = words; }
  });
}());
