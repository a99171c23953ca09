//! Connections: how many there are at a time, and how long one may take.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::AbortHandle,
    time::sleep,
};

use super::http::Server;

/// Most connections at a time. A further one takes the place of the oldest, so that idle ones shut
/// nobody out; a page that is waiting for news connects again.
const MOST: usize = 256;
/// Longest time for the head of a request to arrive, and for a connection to wait for one.
const HEAD: Duration = Duration::from_secs(10);
/// Longest head of a request, in bytes.
const MOST_HEAD: usize = 128 << 10;

/// Answers everyone, without end.
pub async fn accept(listener: TcpListener, server: Arc<Server>) -> Infallible {
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, most likely: some come back soon.
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        if open.len() >= MOST {
            open.retain(|connection| !connection.is_finished());
        }
        if open.len() >= MOST
            && let Some(oldest) = open.pop_front()
        {
            oldest.abort();
        }
        open.push_back(tokio::spawn(serve(stream, server.clone())).abort_handle());
    }
}

async fn serve(stream: TcpStream, server: Arc<Server>) {
    let _ = stream.set_nodelay(true);
    let answer = service_fn(|request| {
        let server = server.clone();
        async move { Ok::<_, Infallible>(server.answer(request).await) }
    });
    // What goes wrong on a connection is its own affair.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(MOST_HEAD)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}
