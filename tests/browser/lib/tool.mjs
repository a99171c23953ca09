// Runs a program of the system: its output, and whether it went well.

import { spawnSync } from "node:child_process";

export function tool(name, args, options = {}) {
  const run = spawnSync(name, args, { encoding: "utf8", maxBuffer: 1 << 26, ...options });
  if (run.error) throw new Error(`${name}: ${run.error.message} (scripts/setup.sh installs it)`);
  return { ok: run.status === 0, out: run.stdout, err: run.stderr };
}
