// Counts checks and prints those that failed.

const shown = 8;

export class Report {
  passed = 0;
  failed = 0;
  lines = [];

  constructor(print = console.log) {
    this.print = (line) => {
      this.lines.push(line);
      print(line);
    };
  }

  // One check; it passed if there are no problems. A problem is one sentence.
  check(name, problems) {
    if (problems.length === 0) {
      this.passed += 1;
      return;
    }
    this.failed += 1;
    this.print(`  ✗ ${name}`);
    for (const problem of problems.slice(0, shown)) this.print(`      ${problem}`);
    if (problems.length > shown) this.print(`      … and ${problems.length - shown} more`);
  }

  summary() {
    return `${this.passed} passed, ${this.failed} failed`;
  }
}
