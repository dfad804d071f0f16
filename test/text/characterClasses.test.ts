import { expect, test } from "vitest";
import {
  characterClass,
  classMask,
  classOf,
  classTable,
  letterFlag,
  lowercaseFlag,
} from "../../src/text/characterClasses.ts";
import { codePointAt, CodeUnits } from "../../src/text/codeUnits.ts";

const classOfCharacter = (character: string): number => classOf(character.codePointAt(0) ?? 0) & classMask;

test("the table covers every code point", () => {
  expect(classTable.length).toBe(0x110000);
});

test("the first class that fits wins", () => {
  expect(classOfCharacter("a")).toBe(characterClass.start);
  expect(classOfCharacter("7")).toBe(characterClass.start);
  expect(classOfCharacter("'")).toBe(characterClass.apostrophe);
  expect(classOfCharacter("\u2011")).toBe(characterClass.hyphen);
  expect(classOfCharacter("日")).toBe(characterClass.ideograph);
  expect(classOfCharacter("\u0301")).toBe(characterClass.mark);
  expect(classOfCharacter("\ufe0f")).toBe(characterClass.ignorable);
  expect(classOfCharacter("\u200b")).toBe(characterClass.other);
  expect(classOfCharacter("。")).toBe(characterClass.strongTerminator);
  expect(classOfCharacter("\u3000")).toBe(characterClass.space);
  expect(classOfCharacter("_")).toBe(characterClass.other);
});

test("letters and lower case are flagged", () => {
  expect(classOf(0x61) & lowercaseFlag).not.toBe(0);
  expect(classOf(0x41) & lowercaseFlag).toBe(0);
  expect(classOf(0x41) & letterFlag).not.toBe(0);
  expect(classOf(0x37) & letterFlag).toBe(0);
});

test("code points are read from units as from a string, lone surrogates too", () => {
  const text = "a😀\ud83dx\ude00";
  const units = new CodeUnits(text);
  const points = Array.from({ length: text.length }, (_, index) => codePointAt(units.units, units.length, index));
  expect(points).toEqual(Array.from({ length: text.length }, (_, index) => text.codePointAt(index)));
  units.load("b".repeat(5000));
  expect([units.length, units.units[4999]]).toEqual([5000, 0x62]);
});
