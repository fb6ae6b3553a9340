// Answers each line {modules, body, given} on the input by what the function `body` makes of the modules' exports.
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { modules, body, given } = JSON.parse(line);
    const loaded = await Promise.all(modules.map((path) => import(path)));
    // oxlint-disable-next-line no-eval -- a test says what to evaluate
    answer = { value: await (0, eval)(`(${body})`)(Object.assign({}, ...loaded), ...given) };
  } catch (error) {
    answer = { error: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
