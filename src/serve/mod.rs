//! Preview: the site on loopback, kept up with its files.
//!
//! Invariant: only the address it was bound to is answered, and nothing is written anywhere.

mod connections;
mod events;
mod http;
pub mod live;
mod overlay;
mod watch;

use std::{
    convert::Infallible,
    io,
    net::TcpListener,
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, SystemTime},
};

use jiff::civil::Date;
use tokio::{runtime, sync::watch as channel};

use crate::{
    content::{day::today, files},
    diagnostic::{Code, Diagnostic, Language},
    leaflet,
    portal::resolve,
};
use events::Moment;
use http::Server;
use live::{Live, State};
use watch::{Seen, Watch};

/// How long after midnight the site of the new day is shown, at most.
const A_DAY_IS_NOTICED: Duration = Duration::from_secs(20);

/// What a preview is asked for.
#[derive(Debug)]
pub struct Options {
    /// The project: the folder that has `content/` and `themes/`.
    pub root: PathBuf,
    /// 0: any that is free.
    pub port: u16,
    /// The day the site is shown for; `None`: today, also after midnight.
    pub as_of: Option<Date>,
    /// Of messages in the browser.
    pub language: Language,
}

/// What happens while a preview runs.
pub enum News<'n> {
    /// The site is at this address.
    Ready(&'n str),
    /// The files were read.
    Read(&'n State),
}

/// Shows the site until the process is ended. Gives only why it could not, or can no longer.
pub fn run(
    options: Options,
    tell: impl Fn(News<'_>) + Send + Sync + 'static,
) -> Result<Infallible, Diagnostic> {
    // Typst lays out on the threads of rayon as well. Where they run already they stay as they are.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(leaflet::STACK).build_global();
    let Options { root, port, as_of, language } = options;
    let given = root.display().to_string().into();
    let root = root.canonicalize().map_err(|error| files::unreadable(&given, Some(error)))?;
    let listener = bind(port).map_err(|error| port_problem(port, &error))?;
    let port = listener.local_addr().map_err(|error| port_problem(port, &error))?.port();
    let address = format!("http://127.0.0.1:{port}/");

    // Before the files are read, so that no change falls between.
    let mut watch = Watch::new(&root).map_err(|error| watch_problem(&error.to_string()))?;
    let today = {
        let root = root.clone();
        move || as_of.unwrap_or_else(|| today(&root))
    };
    let site = resolve::Options { as_of: today(), drafts: true, base_url: Some(address.clone()) };
    let mut live = Live::open(root.clone(), site);
    let start = start();
    let moment = {
        let root = root.clone();
        move |state: Arc<State>| Arc::new(Moment::new(state, &start, &root, language))
    };
    let (sender, mut moments) = channel::channel(moment(live.state()));
    tell(News::Read(&live.state()));
    tell(News::Ready(&address));

    let server = Arc::new(Server { root, port, language, moments: moments.clone() });
    thread::spawn(move || {
        while let Some(seen) = watch.next(A_DAY_IS_NOTICED) {
            let another_day = live.turn_to(today());
            let changed = match seen {
                // On another day other pages are out, whatever has changed.
                _ if another_day => Vec::new(),
                Seen::Changed(changed) => changed,
                Seen::Nothing => continue,
            };
            live.refresh(&changed);
            sender.send_replace(moment(live.state()));
            tell(News::Read(&live.state()));
        }
    });
    let runtime = runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(8)
        .thread_stack_size(leaflet::STACK)
        .build()
        .map_err(|error| port_problem(port, &error))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)
            .map_err(|error| port_problem(port, &error))?;
        tokio::spawn(connections::accept(listener, server));
        // The other end goes with the thread that watches.
        while moments.changed().await.is_ok() {}
        Err(watch_problem("watching has ended"))
    })
}

fn bind(port: u16) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// A name for this run of weibao, so that pages of an earlier one are renewed.
fn start() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    format!("{:x}", now.map_or(0, |time| time.as_nanos()))
}

fn port_problem(port: u16, error: &io::Error) -> Diagnostic {
    let problem = match error.kind() {
        io::ErrorKind::AddrInUse => Diagnostic::new(
            Code::PortUnusable,
            format!("the port {port} is in use: another program listens there"),
            format!("端口 {port} 已被别的程序占用"),
        ),
        _ => Diagnostic::new(
            Code::PortUnusable,
            format!("the port {port} cannot be used: {error}"),
            format!("端口 {port} 用不了（{error}）"),
        ),
    };
    problem.mend(
        "give another one with --port, or --port 0 for any that is free",
        "用 --port 换一个端口，或用 --port 0 自动选一个空闲的",
    )
}

fn watch_problem(reason: &str) -> Diagnostic {
    Diagnostic::new(
        Code::CannotWatch,
        format!("the files cannot be watched: {reason}"),
        format!("无法监视文件的变化（{reason}）"),
    )
    .mend(
        "see whether the folder may be read, and how many files the system lets a program watch",
        "请检查文件夹的读取权限，以及系统允许监视的文件数量",
    )
}
