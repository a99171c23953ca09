//! What may happen behind weibao's back: to its output, to its store, and to the project around.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    files::{Entry, tree},
    sequence::{Sequence, remove},
};

/// Something that the output did not have when the last build left it; tells what.
pub fn output(to: &mut Sequence) -> String {
    let public = to.site.public();
    let entries = tree(&public);
    let of = |kind: fn(&Entry) -> bool| -> Vec<&String> {
        entries.iter().filter(|(_, entry)| kind(entry)).map(|(path, _)| path).collect()
    };
    let files = of(|entry| matches!(entry, Entry::File(_)));
    let folders = of(|entry| matches!(entry, Entry::Folder));
    if files.is_empty() || folders.is_empty() {
        return "no output to change".to_owned();
    }
    let file = public.join(to.random.pick(&files));
    let folder = public.join(to.random.pick(&folders));
    let (what, path) = match to.random.below(15) {
        0 => ("bytes changed in", changed(&file)),
        1 => ("cut short", cut(&file)),
        2 => ("removed", gone(&file)),
        3 => ("removed", gone(&folder)),
        4 => ("added", written(public.join("added.html"))),
        5 => ("added", written(folder.join("added/deep/page.html"))),
        6 => ("added, hidden", written(folder.join(".hidden"))),
        7 => ("an empty folder", made(folder.join("empty/empty"))),
        8 => ("a folder in place of", made(gone(&file))),
        9 => ("a full folder in place of", written(gone(&file).join("in/the/way.txt"))),
        10 => ("a file in place of", written(gone(&folder))),
        11 => ("a link in place of", linked(&file, "../content/site.toml")),
        12 => ("a link in place of", linked(&folder, "../content")),
        13 => ("left of a build that was killed:", written(public.join(".weibao-staging/3"))),
        _ => ("removed all", gone(&public)),
    };
    format!("public/: {what} {}", path.strip_prefix(&public).unwrap_or(&path).display())
}

/// Something that happened to the store, or around the sources.
pub fn around(to: &mut Sequence) -> String {
    let store = to.site.root().join(".weibao");
    let mut stores: Vec<PathBuf> =
        fs::read_dir(&store).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    stores.sort();
    match to.random.below(5) {
        0 => {
            remove(&store);
            "removed .weibao".to_owned()
        }
        1 if !stores.is_empty() => {
            let path = to.random.pick(&stores);
            remove(path);
            format!("removed {}", path.display())
        }
        2 if !stores.is_empty() => {
            let path = to.random.pick(&stores);
            format!("changed a byte of {}", changed(path).display())
        }
        3 => {
            to.site.write("content/.note.swp", "not mine");
            to.site.write("content/policies/draft.md~", "not mine");
            "droppings of an editor".to_owned()
        }
        _ => {
            let path = "themes/lantern/outside.txt";
            to.note(path);
            linked(&to.site.root().join(path), "/etc/hostname");
            "a link in the theme that leads outside".to_owned()
        }
    }
}

fn changed(file: &Path) -> PathBuf {
    if let Ok(mut bytes) = fs::read(file) {
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 1;
        }
        fs::write(file, bytes).expect("changed");
    }
    file.to_owned()
}

fn cut(file: &Path) -> PathBuf {
    let bytes = fs::read(file).expect("a file");
    fs::write(file, &bytes[..bytes.len() / 2]).expect("cut");
    file.to_owned()
}

fn gone(path: &Path) -> PathBuf {
    remove(path);
    path.to_owned()
}

fn written(path: PathBuf) -> PathBuf {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(&path, "not mine").expect("a file");
    path
}

fn made(path: PathBuf) -> PathBuf {
    fs::create_dir_all(&path).expect("a folder");
    path
}

fn linked(path: &Path, to: &str) -> PathBuf {
    remove(path);
    #[cfg(unix)]
    std::os::unix::fs::symlink(to, path).expect("a link");
    #[cfg(not(unix))]
    fs::write(path, to).expect("a file");
    path.to_owned()
}
