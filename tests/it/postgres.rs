//! A PostgreSQL of its own in a temporary folder, reached over a socket there. It ends with the value.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

pub struct Postgres {
    folder: tempfile::TempDir,
    programs: PathBuf,
    as_other: bool,
}

impl Postgres {
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").expect("a folder");
        let id = Command::new("id").arg("-u").output().expect("id");
        // It refuses to run as root.
        let as_other = id.stdout.trim_ascii() == b"0";
        if as_other {
            let path = folder.path();
            let status = Command::new("chown").arg("postgres").arg(path).status().expect("chown");
            assert!(status.success(), "the user postgres comes with the package postgresql");
        }
        let postgres = Postgres { folder, programs: programs(), as_other };
        let data = postgres.folder.path().join("data");
        let data = data.to_str().expect("UTF-8");
        postgres.run(
            "initdb",
            &["-D", data, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", "weibao"],
        );
        let socket = postgres.folder.path().to_str().expect("UTF-8");
        let options =
            format!("-c listen_addresses= -c unix_socket_directories={socket} -c fsync=off");
        let log = format!("{socket}/log");
        postgres.run("pg_ctl", &["-D", data, "-w", "-l", &log, "-o", &options, "start"]);
        postgres
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command;
        if self.as_other {
            command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
        } else {
            command = Command::new(program);
        }
        command.current_dir(self.folder.path()).env("LC_ALL", "C.UTF-8");
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self
            .command(program)
            .args(arguments)
            // The server that is started would keep a pipe open.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("a program of PostgreSQL");
        assert!(output.success(), "{program} {arguments:?}");
    }

    /// Runs statements. Gives what they print as CSV.
    pub fn sql(&self, statements: &str) -> String {
        let path = self.folder.path().join("statements.sql");
        fs::write(&path, statements).expect("a file");
        let output = self
            .command("psql")
            .args([
                "-h",
                self.folder.path().to_str().expect("UTF-8"),
                "-U",
                "weibao",
                "-d",
                "postgres",
            ])
            .args(["-X", "-q", "--csv", "-v", "ON_ERROR_STOP=1", "-f"])
            .arg(&path)
            .output()
            .expect("psql");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Makes a table of texts out of a CSV file, whose headings become its columns.
    pub fn load(&self, table: &str, file: &Path) {
        let copy = self.folder.path().join("rows.csv");
        fs::copy(file, &copy).expect("a copy");
        let mut reader = csv::Reader::from_path(file).expect("a CSV file");
        let headings = reader.headers().expect("headings");
        let columns: Vec<String> = headings.iter().map(|name| format!("\"{name}\" text")).collect();
        self.sql(&format!(
            "CREATE TABLE \"{table}\" ({});\n\\copy \"{table}\" FROM '{}' WITH (FORMAT csv, HEADER true)\n",
            columns.join(", "),
            copy.display()
        ));
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        let mut stop = self.command("pg_ctl");
        stop.args(["-m", "immediate", "stop", "-D"]).arg(data);
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Where the newest server's programs are.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL: see scripts/setup.sh");
    let mut programs: Vec<PathBuf> = versions
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    programs.sort();
    programs.pop().expect("initdb: see scripts/setup.sh")
}
