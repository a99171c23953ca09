//! Things by their address in the site.
//!
//! Artifacts, the files of an output folder and what was kept of both are in one order, that of their
//! addresses, so that what belongs to what is found by going through them side by side: for very many that
//! takes a fraction of looking each up.

use super::Artifact;

/// Values by address, each address once.
#[derive(Debug)]
pub struct ByPath<P, T>(Vec<(P, T)>);

impl<P, T> Default for ByPath<P, T> {
    fn default() -> Self {
        ByPath(Vec::new())
    }
}

impl<P: AsRef<str>, T> ByPath<P, T> {
    /// In whatever order; no address twice.
    pub fn new(mut all: Vec<(P, T)>) -> Self {
        // Quick where they are in order, or nearly.
        all.sort_by(|(one, _), (other, _)| one.as_ref().cmp(other.as_ref()));
        ByPath(all)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(path, value)| (path.as_ref(), value))
    }

    fn find(&self, path: &str) -> Option<usize> {
        self.0.binary_search_by(|(there, _)| there.as_ref().cmp(path)).ok()
    }

    pub fn get(&self, path: &str) -> Option<&T> {
        self.find(path).map(|at| &self.0[at].1)
    }

    pub fn get_mut(&mut self, path: &str) -> Option<&mut T> {
        self.find(path).map(|at| &mut self.0[at].1)
    }

    /// What there is for each of these artifacts, which are in the order of their addresses.
    pub fn beside(&self, artifacts: &[Artifact]) -> Vec<Option<&T>> {
        let mut rest = self.0.iter().peekable();
        let of = |artifact: &Artifact| {
            let path = artifact.path.as_str();
            while rest.next_if(|(there, _)| there.as_ref() < path).is_some() {}
            let there = rest.next_if(|(there, _)| there.as_ref() == path);
            there.map(|(_, value)| value)
        };
        artifacts.iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::Target;

    #[test]
    fn each_artifact_finds_its_own() {
        let by_path = |paths: &[&str]| {
            ByPath::new(paths.iter().map(|path| (path.to_string(), path.len())).collect())
        };
        let there = by_path(&["b/c.html", "a.html", "b-c.html", "b.html", "z"]);
        for (asked, found) in [
            (vec!["a.html", "b-c.html", "b.html", "b/c.html", "z"], vec![6, 8, 6, 8, 1]),
            (vec!["a", "b.html", "b/b.html", "b/c.html", "y", "zz"], vec![0, 6, 0, 8, 0, 0]),
            (vec![], vec![]),
        ] {
            let artifact = |path: &&str| Artifact { target: Target::Home, path: path.to_string() };
            let artifacts: Vec<Artifact> = asked.iter().map(artifact).collect();
            let beside = there.beside(&artifacts);
            assert_eq!(beside.iter().map(|of| of.copied().unwrap_or(0)).collect::<Vec<_>>(), found);
            let one_by_one = asked.iter().map(|path| there.get(path));
            assert_eq!(one_by_one.collect::<Vec<_>>(), beside);
        }
        assert_eq!(there.get("c"), None);
        assert_eq!(by_path(&[]).get("c"), None);
    }
}
