//! Policies, grouped in the ways they are listed.

use std::{collections::BTreeMap, sync::Arc};

use ahash::AHashMap;
use serde::{Deserialize, Serialize};

use super::{AgencyIx, Issuer, Policy, PolicyIx, PolicyList};

/// Every list of policies, each newest first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Lists {
    lists: BTreeMap<PolicyList, Vec<PolicyIx>>,
    by_agency: Vec<Vec<PolicyIx>>,
}

impl Lists {
    pub fn new(policies: &[Arc<Policy>], issuers: &[Issuer], agencies: usize) -> Self {
        let mut lists: AHashMap<PolicyList, Vec<PolicyIx>> = AHashMap::new();
        lists.insert(PolicyList::All, Vec::with_capacity(policies.len()));
        let mut by_agency = vec![Vec::new(); agencies];
        let issuers: AHashMap<&str, usize> =
            issuers.iter().enumerate().map(|(ix, issuer)| (&*issuer.name, ix)).collect();
        for (ix, policy) in policies.iter().enumerate() {
            let categories = policy.categories.iter().map(|&c| PolicyList::Category(c));
            let issuer = policy.issuer.as_deref().and_then(|issuer| issuers.get(issuer));
            let year = policy.year.map(PolicyList::Year);
            let keys = categories.chain(issuer.map(|&i| PolicyList::Issuer(i))).chain(year);
            for key in keys.chain([PolicyList::All]) {
                lists.entry(key).or_default().push(ix);
            }
            for &agency in &policy.agencies {
                by_agency[agency].push(ix);
            }
        }
        Lists { lists: lists.into_iter().collect(), by_agency }
    }

    /// The policies of a list; empty if there is no such list.
    pub fn of(&self, list: PolicyList) -> &[PolicyIx] {
        self.lists.get(&list).map_or(&[], Vec::as_slice)
    }

    /// Every list that has an entry, and the list of all.
    pub fn iter(&self) -> impl Iterator<Item = (PolicyList, &[PolicyIx])> {
        self.lists.iter().map(|(list, members)| (*list, members.as_slice()))
    }

    /// The policies that name an agency.
    pub fn of_agency(&self, agency: AgencyIx) -> &[PolicyIx] {
        &self.by_agency[agency]
    }
}
