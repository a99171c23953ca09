//! The words of the section pages, which no file of the content gives.
//!
//! Invariant: they hold for any city. What a page says of its own matter comes from the content.

/// What a main section is called: in the menu, as a heading, and in a sentence.
#[derive(Debug)]
pub struct Words {
    pub menu: &'static str,
    pub title: &'static str,
    pub description: &'static str,
}

pub const HOME: &str = "首页";

pub const HOTLINES: Words = Words {
    menu: "热线",
    title: "热线电话",
    description: "各地该打的号码，点一下就能拨出；全国通用的号码另列。",
};

pub const HELP: Words = Words {
    menu: "谁来帮",
    title: "遇到这种情况，谁来帮",
    description: "从看到的情况出发，找到牵头的部门、帮忙的办法和该打的号码。",
};

pub const AGENCIES: Words = Words {
    menu: "部门",
    title: "部门职责",
    description: "各个单位做什么、帮谁，谁牵头、谁协助。",
};

pub const CAMPAIGNS: Words =
    Words {
        menu: "行动", title: "专项行动", description: "这些行动谁参加，做什么，您能做什么。"
    };

pub const PROGRAMME: Words = Words {
    menu: "怎样运行",
    title: "这项工作怎样运行",
    description: "保护网络、工作机制、认定步骤、时间安排和要求。",
};

pub const POLICIES: Words = Words {
    menu: "政策",
    title: "政策文件",
    description: "政策文件，可以按类别、发文机关和年份查找。",
};

pub const PRINT: Words = Words {
    menu: "打印",
    title: "打印宣传品",
    description: "折页、海报、热线卡和文件，按地方、按行动取用；自己打印、送去印刷都行。",
};

/// The heading of what is of no campaign.
pub const PRINT_GENERAL: &str = "热线和办事";
/// The heading of what is the same in all places.
pub const PRINT_EVERYWHERE: &str = "各地通用";
/// The link of a page to what can be printed of it.
pub const PRINT_HERE: &str = "打印折页、海报、热线卡";

pub fn print_of(of: &str) -> String {
    format!("{of}：{}", PRINT.title)
}

pub fn print_description(of: &str) -> String {
    format!("{of}的折页、海报、热线卡：自己打印的，和送去印刷的。")
}

pub const ABOUT: &str = "关于";

pub const NOT_FOUND: Words = Words {
    menu: "",
    title: "没有找到这一页",
    description: "这个地址没有内容。需要帮助，请直接打热线。",
};

pub const POLICIES_FEED: &str = "政策更新";
pub const CAMPAIGNS_FEED: &str = "行动更新";

/// The description of a place's page: the number itself, so that a search result already helps.
pub fn place_description(place: &str, served_by: &str, purpose: &str, number: &str) -> String {
    if place == served_by {
        format!("{place}{purpose}：{number}。")
    } else {
        format!("{place}没有单独的号码，请打{served_by}的{purpose}：{number}。")
    }
}

pub fn year(year: i16) -> String {
    format!("{year}年")
}

/// The heading of the policies of one category, issuer or year.
pub fn policies_of(of: &str) -> String {
    format!("{of}：{}", POLICIES.title)
}

pub fn policies_of_description(of: &str, total: usize) -> String {
    format!("{}，共{total}件，新的在前。", policies_of(of))
}

/// Tells the pages of a list apart in the title of the window.
pub fn page_of_list(page: usize) -> String {
    format!("（第{page}页）")
}
