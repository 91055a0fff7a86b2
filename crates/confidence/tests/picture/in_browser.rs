//! The page as a reader has it.

use serde_json::json;
use surprisal_confidence::{FieldRow, HtmlPage};

use crate::browser::Browser;
use crate::recorded::gemini;
use crate::support::{everything, odd, scored};

/// The text of the tip that is shown; `null` for none.
const SHOWN: &str = "(() => { const shown = [...document.querySelectorAll('.tip')].filter(tip => \
    getComputedStyle(tip).display !== 'none'); return shown.length === 1 ? shown[0].innerText : \
    shown.length === 0 ? null : 'several'; })()";

/// Whether the tip that is shown is not cut off at either side.
const TIP_IS_INSIDE: &str = "(() => { const tip = [...document.querySelectorAll('.tip')].find(tip => tip.offsetParent || \
    getComputedStyle(tip).display !== 'none').getBoundingClientRect(); return tip.left >= 0 && \
    tip.right <= document.documentElement.clientWidth; })()";

#[tokio::test]
async fn keys_reach_every_token_and_show_what_there_is_to_tell() {
    let page = HtmlPage::of(&everything().await).to_string();
    let Some(mut browser) = Browser::open(&page, 1200, 900) else {
        return;
    };
    assert_eq!(browser.eval(SHOWN), json!(null));
    let focus = "document.activeElement.id";
    // The first stops are links.
    let reached = (0..20).any(|_| {
        browser.press("Tab");
        browser.eval(focus) == "t1-0"
    });
    assert!(reached, "Tab never came to the text");
    browser.press("ArrowRight");
    assert_eq!(browser.eval(focus), "t1-1");
    let tip = browser.eval(SHOWN);
    let tip = tip.as_str().unwrap();
    for words in [
        "␣sky",
        "p 80.0 %",
        "0.322 bits",
        "rank 1",
        "␣sea",
        "other",
        "≥ 5.00 %",
    ] {
        assert!(tip.contains(words), "{words} in {tip}");
    }
    let described = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText";
    assert_eq!(browser.eval(described), *tip);
    browser.screenshot("keyboard");

    browser.press("Escape");
    assert_eq!(browser.eval(SHOWN), json!(null));
    browser.press("ArrowLeft");
    assert!(browser.eval(SHOWN).as_str().unwrap().contains("97.0 %"));
    browser.press("End");
    assert_eq!(browser.eval(focus), "t1-9");
    browser.press("ArrowUp");
    let line = browser.eval(focus);
    assert!(
        ["t1-0", "t1-1", "t1-2"].iter().any(|id| line == *id),
        "{line}"
    );
    browser.press("Home");
    assert_eq!(browser.eval(focus), "t1-0");
    // One stop for Tab: the next is behind the text.
    browser.press("Tab");
    assert_ne!(browser.eval("document.activeElement.className"), "t sure");
    assert_eq!(browser.complaints(), Vec::<&serde_json::Value>::new());
}

#[tokio::test]
async fn a_token_of_markup_stays_text_and_nothing_is_asked_of_the_network() {
    let page = HtmlPage::of(&everything().await)
        .title("<img src=x onerror=alert(1)>")
        .to_string();
    let Some(mut browser) = Browser::open(&page, 1200, 900) else {
        return;
    };
    assert_eq!(
        browser.eval("document.querySelectorAll('script').length"),
        2
    );
    assert_eq!(browser.eval("document.querySelectorAll('img').length"), 0);
    assert_eq!(
        browser.eval("document.title"),
        "<img src=x onerror=alert(1)>"
    );
    let text = "(() => { const copy = document.querySelector('#t1-3').cloneNode(true); \
        copy.querySelector('.tip').remove(); return copy.textContent; })()";
    assert_eq!(browser.eval(text), " <script>");
    let data = "JSON.parse(document.getElementById('surprisal-data').textContent).answers[0].text";
    assert_eq!(
        browser.eval(data),
        "The sky is <script>alert(1)</script>\n💙 done."
    );
    assert_eq!(browser.complaints(), Vec::<&serde_json::Value>::new());
}

#[tokio::test]
async fn what_is_pointed_at_is_told_before_what_has_the_focus() {
    let page = HtmlPage::of(&everything().await).to_string();
    let Some(mut browser) = Browser::open(&page, 1200, 900) else {
        return;
    };
    browser.eval("document.getElementById('t1-1').focus()");
    browser.point_at("#t1-5");
    let tip = browser.eval(SHOWN);
    assert!(tip.as_str().unwrap().contains("</script>"), "{tip}");
    browser.screenshot("pointing");
    browser.press("Escape");
    assert_eq!(browser.eval(SHOWN), json!(null));
    browser.point_at("#t1-3");
    assert!(browser.eval(SHOWN).as_str().unwrap().contains("30.0 %"));
}

#[tokio::test]
async fn without_scripts_a_token_is_told_of_by_focus_and_by_pointing() {
    let page = HtmlPage::of(&everything().await).to_string();
    let Some(mut browser) = Browser::open(&page, 1200, 900) else {
        return;
    };
    browser.forbid_scripts();
    assert_eq!(
        browser.eval("document.querySelectorAll('.text .t[tabindex=\"0\"]').length"),
        12
    );
    browser.point_at("#t1-5");
    assert!(browser.eval(SHOWN).as_str().unwrap().contains("</script>"));
    browser.eval("document.getElementById('t1-5').focus()");
    assert!(browser.eval(SHOWN).as_str().unwrap().contains("</script>"));
}

#[tokio::test]
async fn nothing_is_wider_than_the_window_and_tips_are_within_it() {
    let page = HtmlPage::of(&everything().await).to_string();
    for width in [380, 700, 1000, 1600] {
        let Some(mut browser) = Browser::open(&page, width, 800) else {
            return;
        };
        for place in 0..10 {
            browser.eval(&format!("document.getElementById('t1-{place}').focus()"));
            assert_eq!(browser.eval(TIP_IS_INSIDE), true, "tip {place} at {width}");
        }
        let wide = browser
            .eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wide, 0, "at {width}");
    }
}

/// Of an answer that is read from the right to the left, the lines begin at the right.
#[tokio::test]
async fn tips_of_an_answer_in_hebrew_are_within_the_window() {
    let words = ["שלום", " עולם", " וברכה", " לכל", " מי", " שקורא"];
    let words: Vec<_> = words
        .iter()
        .cycle()
        .take(60)
        .map(|word| (*word, 0.3))
        .collect();
    let page = HtmlPage::of(&scored(&words)).to_string();
    for width in [380, 1000, 1280] {
        let Some(mut browser) = Browser::open(&page, width, 900) else {
            return;
        };
        for place in 0..60 {
            browser.eval(&format!("document.getElementById('t0-{place}').focus()"));
            assert_eq!(browser.eval(TIP_IS_INSIDE), true, "tip {place} at {width}");
        }
        browser.screenshot(&format!("hebrew-{width}"));
    }
}

#[tokio::test]
async fn a_tip_without_room_below_is_above_and_can_be_pointed_at() {
    let words = vec![(" word", 0.3); 600];
    let page = HtmlPage::of(&scored(&words)).to_string();
    let Some(mut browser) = Browser::open(&page, 1200, 700) else {
        return;
    };
    // The last token that is seen.
    let last = "(() => { const seen = [...document.querySelectorAll('.text .t')].filter(token => \
        token.getBoundingClientRect().bottom < innerHeight); return seen.at(-1).id; })()";
    let last = browser.eval(last);
    let last = last.as_str().unwrap();
    browser.eval(&format!(
        "document.getElementById('{last}').focus({{preventScroll: true}})"
    ));
    let inside = "(() => { const box = document.activeElement.querySelector('.tip').getBoundingClientRect(); \
        return box.top >= 0 && box.bottom <= innerHeight; })()";
    assert_eq!(browser.eval(inside), true, "{last}");
    browser.screenshot("above");

    browser.point_at("#t0-9");
    let between = "(() => { const tip = document.querySelector('#t0-9 .tip').getBoundingClientRect(); \
        return document.elementFromPoint(tip.left + 9, tip.top - 1).closest('.t').id; })()";
    assert_eq!(browser.eval(between), "t0-9");
}

#[tokio::test]
async fn readers_who_wish_no_colours_have_underlines() {
    let page = HtmlPage::of(&odd()).to_string();
    let Some(mut browser) = Browser::open(&page, 1200, 800) else {
        return;
    };
    let looks = "(() => { const style = getComputedStyle(document.getElementById('t0-0')); \
        return [style.backgroundColor, style.borderBottomWidth]; })()";
    assert_eq!(browser.eval(looks), json!(["rgb(153, 52, 4)", "3px"]));
    browser.screenshot("odd-light");
    browser.prefer("prefers-color-scheme", "dark");
    assert_eq!(browser.eval(looks), json!(["rgb(255, 240, 184)", "3px"]));
    browser.screenshot("odd-dark");
    browser.prefer("prefers-contrast", "more");
    assert_eq!(browser.eval(looks), json!(["rgba(0, 0, 0, 0)", "3px"]));
    browser.screenshot("odd-contrast");
}

#[tokio::test]
async fn a_long_real_answer_is_shown_in_light_and_dark_and_on_a_narrow_screen() {
    let Some(answer) = gemini() else { return };
    let page = HtmlPage::of(&answer)
        .title("What would be a good name for a company that makes colorful socks?");
    let page = page
        .fields([
            FieldRow::new("/company/name", "\"SockHop\"", Some(-1.71), Some(-1.2)),
            FieldRow::new("/company/founded", "1998", Some(-0.05), Some(-0.04)),
            FieldRow::new("/company/city", "null", None, None),
        ])
        .to_string();
    let Some(mut browser) = Browser::open(&page, 1280, 900) else {
        return;
    };
    browser.screenshot("real-light");
    browser.point_at("#t0-42");
    browser.screenshot("real-light-tip");
    browser.prefer("prefers-color-scheme", "dark");
    browser.screenshot("real-dark");
    assert_eq!(browser.complaints(), Vec::<&serde_json::Value>::new());
    drop(browser);
    let Some(mut browser) = Browser::open(&page, 380, 800) else {
        return;
    };
    browser.screenshot("real-narrow");
    browser.eval("document.getElementById('t0-42').focus()");
    browser.screenshot("real-narrow-tip");
    browser.eval("document.querySelector('.fields').scrollIntoView({block: 'end'})");
    browser.screenshot("real-narrow-end");
    let seen = "(() => { const table = document.querySelector('.fields'); \
        return table.scrollWidth <= table.parentElement.clientWidth; })()";
    assert_eq!(browser.eval(seen), true, "the probabilities are seen");
    let wide =
        browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert_eq!(wide, 0);
}
