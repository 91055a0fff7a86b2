/// The colours and letters of the diagram. Every rule is under a class of its own, since the styles of a picture within a page
/// are those of the whole page. No custom properties, which not every program that shows SVG knows. Text is at least 7:1
/// against the ground, in either scheme.
pub(super) const STYLE: &str = "\
.surprisal-reliability{font-family:system-ui,sans-serif;font-size:13px}\
.surprisal-reliability .ground{fill:#ffffff}\
.surprisal-reliability text{fill:#1b1b1b}\
.surprisal-reliability .head{font-size:17px;font-weight:600}\
.surprisal-reliability .end{text-anchor:end}\
.surprisal-reliability .middle{text-anchor:middle}\
.surprisal-reliability .grid{stroke:#d4d4d4}\
.surprisal-reliability .ideal{stroke:#5a5a5a;stroke-width:1.5;stroke-dasharray:6 4}\
.surprisal-reliability .bar{fill:#a9c7e8}\
.surprisal-reliability .cap{stroke:#1f5f9e;stroke-width:2.5}\
.surprisal-reliability .interval{stroke:#1b1b1b;stroke-width:1.5}\
.surprisal-reliability .mean{fill:#1b1b1b}\
.surprisal-reliability .empty{fill:none;stroke:#767676;stroke-dasharray:2 3}\
@media (prefers-color-scheme:dark){\
.surprisal-reliability .ground{fill:#161616}\
.surprisal-reliability text{fill:#f2f2f2}\
.surprisal-reliability .grid{stroke:#3a3a3a}\
.surprisal-reliability .ideal{stroke:#b0b0b0}\
.surprisal-reliability .bar{fill:#2f5f8f}\
.surprisal-reliability .cap{stroke:#8fc1f2}\
.surprisal-reliability .interval{stroke:#f2f2f2}\
.surprisal-reliability .mean{fill:#f2f2f2}\
.surprisal-reliability .empty{stroke:#949494}}";
