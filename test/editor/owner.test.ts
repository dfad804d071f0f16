import { expect, test } from "vitest";
import { Owner } from "../../src/editor/owner.ts";

class Shelf extends Owner {
  hold(name: string, released: string[]): string {
    this.own({ dispose: () => released.push(name) });
    return name;
  }
}

test("releases in reverse order, once", () => {
  const released: string[] = [];
  const shelf = new Shelf();
  shelf.hold("first", released);
  shelf.hold("second", released);
  shelf.dispose();
  shelf.dispose();
  expect(released).toEqual(["second", "first"]);
});

test("releases at once what arrives after disposal", () => {
  const released: string[] = [];
  const shelf = new Shelf();
  shelf.dispose();
  shelf.hold("late", released);
  expect(released).toEqual(["late"]);
});
