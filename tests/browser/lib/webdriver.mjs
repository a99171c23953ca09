// WebKitGTK's small browser, steered by WebDriver (https://www.w3.org/TR/webdriver2/) on a screen of its own.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const patience = 60_000;
const toStart = 20_000;

export class Session {
  // Starts the driver and opens a window.
  static async open() {
    for (const program of ["WebKitWebDriver", "xvfb-run"])
      if (spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0)
        throw new Error(`no ${program}; scripts/setup.sh installs it`);
    const session = new Session();
    await session.start();
    try {
      const { sessionId } = await session.send("POST", "/session", { capabilities: { alwaysMatch: {} } });
      session.path = `/session/${sessionId}`;
      await session.send("POST", `${session.path}/timeouts`, { pageLoad: patience, script: patience });
      await session.send("POST", `${session.path}/window/rect`, { width: 600, height: 900 });
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async start() {
    const port = await freePort();
    this.driver = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      GDK_BACKEND: "x11",
      LIBGL_ALWAYS_SOFTWARE: "1",
      // Root has no sandbox, and only pages of our own are opened.
      ...(process.getuid() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" } : {}),
    };
    const args = ["-a", "WebKitWebDriver", `--port=${port}`];
    // A group of its own, so that the screen ends with the driver.
    this.process = spawn("xvfb-run", args, { env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
    this.said = "";
    this.process.stderr.on("data", (text) => (this.said = (this.said + text).slice(-2_000)));
    this.process.on("error", (error) => (this.said += error.message));
    this.ended = once(this.process, "close").catch(() => {});
    this.kill = () => {
      try {
        process.kill(-this.process.pid, "SIGKILL");
      } catch {}
    };
    process.on("exit", this.kill);
    const until = Date.now() + toStart;
    for (;;) {
      const ready = await this.send("GET", "/status").then(
        (status) => status.ready,
        () => false,
      );
      if (ready) return;
      if (Date.now() > until || this.process.exitCode !== null) {
        this.kill();
        throw new Error(`WebKitWebDriver does not start within ${toStart / 1000} s: ${this.said.trim()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async send(method, path, body) {
    let answer;
    try {
      const response = await fetch(this.driver + path, {
        method,
        headers: { "content-type": "application/json" },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(patience),
      });
      answer = await response.json();
    } catch (error) {
      throw new Error(`WebKit: ${method} ${path}: ${error.cause?.message ?? error.message} ${this.said.trim()}`);
    }
    if (answer.value?.error) throw new Error(`WebKit: ${method} ${path}: ${answer.value.message || answer.value.error}`);
    return answer.value;
  }

  go(url) {
    return this.send("POST", `${this.path}/url`, { url });
  }

  // Calls a function in the page.
  run(work, args = []) {
    return this.send("POST", `${this.path}/execute/sync`, { script: `return (${work})(...arguments)`, args });
  }

  // A picture of the window: a PNG, in base64.
  picture() {
    return this.send("GET", `${this.path}/screenshot`);
  }

  async close() {
    if (this.path) await this.send("DELETE", this.path).catch(() => {});
    this.kill();
    process.off("exit", this.kill);
    await this.ended;
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
