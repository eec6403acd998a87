/** Numbers, money and times in both languages. */
import assert from "node:assert/strict";
import { duration, money, multiplier, percent, profit, time } from "../../ui/format.ts";
import { language } from "../../ui/settings.ts";

function inLanguage(wanted: "en" | "sr", check: () => void): void {
  const before = language.value;
  language.value = wanted;
  try {
    check();
  } finally {
    language.value = before;
  }
}

/** The space that Intl puts before a unit is not the one that keyboards make. */
const plain = (text: string) => text.replaceAll(/\s/g, " ");

Deno.test("money() writes minor units as the language does when given an amount", () => {
  inLanguage("sr", () => assert.equal(plain(money(123_456, "RSD")), "1.234,56 RSD"));
  inLanguage("en", () => assert.equal(plain(money(123_456, "RSD")), "RSD 1,234.56"));
});

Deno.test("profit() shows the sign when it is not zero", () => {
  inLanguage("sr", () => {
    assert.equal(plain(profit(500, "RSD")), "+5,00 RSD");
    assert.equal(plain(profit(-500, "RSD")), "−5,00 RSD");
    assert.equal(plain(profit(0, "RSD")), "0,00 RSD");
  });
});

Deno.test("multiplier() always has two decimals when given hundredths", () => {
  inLanguage("en", () => assert.equal(multiplier(300), "3.00×"));
  inLanguage("sr", () => assert.equal(multiplier(123_456), "1.234,56×"));
});

Deno.test("percent() keeps the digits asked for when given a share", () => {
  inLanguage("en", () => assert.equal(percent(0.485), "48.5%"));
});

Deno.test("duration() shows hours only when there are any", () => {
  assert.equal(duration(0), "0:00");
  assert.equal(duration(59_999), "0:59");
  assert.equal(duration(3_600_000), "1:00:00");
  assert.equal(duration(-5), "0:00");
});

Deno.test("time() adds the day when it is another one", () => {
  const noon = new Date(2026, 2, 14, 12, 0, 5).getTime();
  inLanguage("en", () => {
    assert.equal(time(noon, noon + 1), "12:00:05");
    assert.match(time(noon, noon + 86_400_000), /14 Mar.*12:00:05/);
  });
});
