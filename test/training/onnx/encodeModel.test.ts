import { expect, test } from "vitest";
import { encodeModel } from "../../../src/training/onnx/encodeModel.ts";
import { ProtobufWriter } from "../../../src/training/onnx/protobuf.ts";

test("whole numbers are written in groups of seven bits, the lowest first", () => {
  // The example of the Protocol Buffers encoding page: field 1, value 150.
  expect([...new ProtobufWriter().integer(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
  expect([...new ProtobufWriter().integer(1, -1).finish()]).toEqual([
    0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
  ]);
});

test("strings carry their length, floats four bytes", () => {
  expect([...new ProtobufWriter().string(2, "testing").finish()]).toEqual([
    0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
  ]);
  expect([...new ProtobufWriter().float(2, 1).finish()]).toEqual([0x15, 0x00, 0x00, 0x80, 0x3f]);
});

test("a model begins with its format version and names its producer", () => {
  const bytes = encodeModel({ inputs: [], constants: [], nodes: [], outputs: [] });
  expect([...bytes.subarray(0, 4)]).toEqual([0x08, 9, 0x12, 8]);
  expect(new TextDecoder().decode(bytes.subarray(4, 12))).toBe("evenhand");
});
