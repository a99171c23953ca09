//! The stable codes. `docs/diagnostics.md` lists them; a test holds the two together.

use serde::{Deserialize, Serialize};

use super::Severity;

macro_rules! codes {
    ($($name:ident = $code:literal $severity:ident $what:literal,)*) => {
        /// A stable name for a kind of problem: `E…` keeps the site from being written, `W…` and
        /// `N…` do not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code { $(#[doc = $what] $name,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// `E101` and the like.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// What kind of problem it is, in a few words.
            pub fn what(self) -> &'static str {
                match self { $(Code::$name => $what,)* }
            }
        }
    };
}

codes! {
    // Files
    FileUnreadable = "E101" Error "a file or folder cannot be read",
    NotUtf8 = "E102" Error "a text file is not UTF-8",
    FileTooLarge = "E103" Error "a file is larger than allowed",
    PathEscapes = "E104" Error "a path or symbolic link leaves the site",
    UnknownFile = "E105" Error "a file the site has no use for",
    MissingFile = "E106" Error "a file the site needs is missing",
    BadFileName = "E107" Error "a file name that cannot be an address",
    CopiedDraft = "E108" Error "a text, draft or backup among the files that are copied",
    BadPicture = "E109" Error "a picture that is damaged, of another kind than its name says, or of a kind whose metadata cannot be removed",
    // TOML and front matter
    TomlSyntax = "E201" Error "TOML that cannot be read",
    UnknownKey = "E202" Error "a key that is not known here",
    MissingKey = "E203" Error "a key that is needed is missing",
    WrongType = "E204" Error "a value of the wrong kind",
    BadDate = "E205" Error "a date that does not exist or is written otherwise",
    BadValue = "E206" Error "a value outside what is allowed",
    EmptyValue = "E207" Error "a value that is empty",
    NoFrontMatter = "E208" Error "a page without front matter, or with one that is not closed",
    TooDeep = "E209" Error "nested too deep",
    ControlCharacter = "E210" Error "a control character or noncharacter in text",
    DirectionCharacter = "E211" Error "an invisible character that turns the direction of writing, in a text or a file name",
    ReplacementCharacter = "W212" Warning "a character that an earlier conversion lost",
    // References and facts
    UnknownReference = "E301" Error "a reference to something that does not exist",
    DuplicateId = "E302" Error "an id or number given twice",
    BadPhone = "E303" Error "a number that cannot be rung",
    DuplicatePhone = "E304" Error "one number printed for two offices",
    DuplicateAddress = "E305" Error "two pages for one address",
    DuplicateTitle = "E306" Error "two pages with one title",
    NoHotline = "E307" Error "a place from which no number can be reached",
    PlaceTree = "E308" Error "places that do not form a tree below one city",
    PeriodReversed = "E309" Error "a period that ends before it begins",
    FutureVerification = "E310" Error "a verification on a day that has not come yet",
    // Markdown
    BrokenLink = "E401" Error "a link that leads nowhere",
    BrokenAnchor = "E402" Error "an anchor that is not on the page",
    HostileHtml = "E403" Error "HTML that is not allowed in a text",
    HostileLink = "E404" Error "a link with a scheme that is not allowed",
    ImageWithoutAlt = "E405" Error "an image without a text alternative",
    HeadingSkipped = "E406" Error "a heading level skipped",
    HeadingOne = "E407" Error "a heading of the first level inside a text",
    BrokenImage = "E408" Error "an image that is not there",
    BrokenFootnote = "E409" Error "a footnote that is used and not written",
    EmptyHeading = "E410" Error "a heading or link without words",
    UnknownNumber = "E411" Error "a local telephone number that is not in the hotline table",
    UnusedFootnote = "W412" Warning "a footnote that is written and not used",
    TableCells = "E413" Error "a table row with more cells than the header",
    // Theme
    NoTheme = "E501" Error "a theme that is not there",
    MissingTemplate = "E502" Error "a template the theme lacks",
    TemplateSyntax = "E503" Error "a template that cannot be read",
    TemplateRender = "E504" Error "a template that uses something that does not exist",
    ShareImage = "E505" Error "a share image that cannot be drawn",
    MissingGlyph = "E506" Error "a character the theme's fonts do not have",
    // Output
    OutputUnsafe = "E601" Error "an output folder that must not be written to",
    OutputFailed = "E602" Error "a file that could not be written",
    BadOption = "E603" Error "an option of the command that cannot be used",
    TargetNotEmpty = "E604" Error "a folder for a new site that is not empty",
    PortUnusable = "E605" Error "a port that is in use or cannot be used",
    CannotWatch = "E606" Error "folders that cannot be watched for changes",
    OutputBusy = "E607" Error "an output folder that another build is writing to",
    // Leaflets
    LeafletTemplate = "E801" Error "a leaflet's template with an error",
    LeafletExport = "E802" Error "a leaflet that cannot be written as PDF",
    LeafletOverflow = "E803" Error "text that does not fit its panel",
    LeafletGlyph = "E804" Error "a character that no font for leaflets has",
    LeafletImage = "E805" Error "a picture with fewer than 300 pixels an inch",
    LeafletDangling = "E806" Error "a single character on the last line of a headline",
    LeafletNumber = "E807" Error "a phone number broken over two lines",
    LeafletSmallText = "E808" Error "text smaller than 6 pt",
    LeafletThinLine = "E809" Error "a line thinner than 0.2 mm",
    LeafletMargin = "E810" Error "something that matters within 5 mm of a trim edge or a fold",
    LeafletInk = "E811" Error "more than 280 % ink",
    LeafletColour = "E812" Error "a colour that a print shop's file must not have",
    LeafletPages = "E813" Error "a leaflet with another number or size of pages than its format has",
    LeafletProfile = "E814" Error "a press profile that is missing or cannot be used",
    LeafletWarning = "W815" Warning "something Typst warns of in a leaflet's template",
    LeafletSystemFont = "W816" Warning "a character set in a font of this machine",
    // Statistics: what is declared, and exports
    BadDeclaration = "E901" Error "a declaration of statistics that cannot be counted by",
    ExportUnreadable = "E911" Error "an export that cannot be read to its end",
    ExportEncoding = "E912" Error "an export in more than one encoding, or in none that is known",
    ExportChanged = "E913" Error "an export that changed while it was read",
    ExportColumn = "E914" Error "a declared column that an export lacks or has twice",
    ExportValue = "E915" Error "values of an export that no code stands for, or that are no amount",
    UnknownValue = "W916" Warning "values of an export that were counted as unknown",
    PublishedIdentifier = "E917" Error "identifiers in a column that would be published",
    ScreenedIdentifier = "N918" Note "identifiers in columns that are not taken",
    DuplicateRecords = "E919" Error "several records of one child where the declaration refuses them",
    ResolvedDuplicates = "N920" Note "several records of one child, one of which was counted",
    CountsContradict = "E921" Error "counts that do not fit the declaration, or each other",
    NoQuery = "E922" Error "a declaration that no query can be printed for",
    DamagedKey = "E923" Error "keys that no longer tell children apart",
    StrayRow = "E924" Error "rows of an export that are no record: totals, headings again, notes",
    SeveralSheets = "E925" Error "a workbook with several sheets that could be the register",
    HiddenSheet = "W926" Warning "a hidden sheet of a workbook that was not read",
    // Statistics: protection and releases
    StatisticsLeak = "E931" Error "statistics from which a small count can be derived",
    StatisticsUnprotectable = "E932" Error "a table that no withholding can protect",
    StatisticsPast = "E933" Error "a release that reveals something together with an earlier one",
    ReleaseSyntax = "E934" Error "a release of statistics that cannot be read",
    ReleaseSeal = "E935" Error "a release of statistics that was changed by hand",
    ReleaseContradiction = "E936" Error "numbers of a release that cannot all be true",
    TablesTooLarge = "E937" Error "tables whose common table is too large to be protected together",
    DependentDimensions = "E938" Error "two dimensions of which one follows from the other",
    // Statistics: pages
    FutureRelease = "E951" Error "figures of a day that has not come yet",
    ReleaseName = "E952" Error "a release with a name that cannot be an address, or is not its file's",
    // Notes
    PlaceholderAddress = "N701" Note "the address of the site is a placeholder",
    NothingToPublish = "N702" Note "pages held back: drafts, or scheduled for a later day",
    FileHeldBack = "N703" Note "a file that no page that is out links to",
    // Files for print
    PreflightDamaged = "E850" Error "a PDF that is damaged or none",
    PreflightEncrypted = "E851" Error "a PDF that is encrypted",
    PreflightTooLarge = "E852" Error "a PDF too large or too deep to look at",
    PreflightBoxes = "E853" Error "page boxes missing or in contradiction",
    PreflightBleed = "E854" Error "a page without 3 mm of bleed",
    PreflightColour = "E855" Error "a colour that is not in CMYK",
    PreflightSpot = "W856" Warning "a spot ink that takes a plate of its own",
    PreflightImage = "E857" Error "an image under 300 ppi",
    PreflightFont = "E858" Error "a font that is not embedded",
    PreflightUnicode = "W859" Warning "a font without a Unicode map",
    PreflightSmallText = "E860" Error "text under 6 pt",
    PreflightHairline = "E861" Error "a line under 0.2 mm",
    PreflightTransparency = "E862" Error "transparency that the standard forbids",
    PreflightIntent = "E863" Error "an output intent missing or wrong",
    PreflightInk = "E864" Error "more ink than paper takes",
    PreflightBlack = "E865" Error "black text of several inks",
    PreflightKnockOut = "W866" Warning "black text that does not overprint",
    PreflightWhite = "E867" Error "white that is set to overprint",
    PreflightNoStandard = "W868" Warning "a PDF that names no standard for print",
    PreflightStandard = "E869" Error "a key missing that the standard asks for",
    PreflightForbidden = "E870" Error "something that the standard forbids",
    PreflightInteractive = "E871" Error "annotations, forms or scripts in a file for print",
}
