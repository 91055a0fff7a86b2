//! A headless Chromium: the one that `SURPRISAL_CHROMIUM` names, or one on the path. `tests/chromium/install` brings
//! it.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::devtools::DevTools;
use crate::support::skipped;

/// A page that is open in a browser, which ends when this is dropped.
pub(crate) struct Browser {
    tools: DevTools,
    session: String,
    child: Child,
    _folder: TempDir,
}

impl Browser {
    /// Opens this page, as a file, in a window of this size; nothing, with a line printed, where there is no browser.
    pub(crate) fn open(page: &str, width: u32, height: u32) -> Option<Self> {
        let Some(program) = program() else {
            skipped(
                "no Chromium; run `tests/chromium/install` or set SURPRISAL_CHROMIUM to its executable",
            );
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.html");
        fs::write(&file, page).unwrap();
        // Without its sandbox, which a container's root cannot have: the page is ours.
        let mut child = Command::new(program)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
            ])
            .arg(format!(
                "--user-data-dir={}",
                folder.path().join("profile").display()
            ))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = lines.map_while(Result::ok);
        let url = said.find_map(|line| Some(line.split_once("listening on ")?.1.to_owned()));
        let mut tools = DevTools::connect(&url.unwrap()).unwrap();
        let target = tools.call(None, "Target.createTarget", &json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = tools.call(None, "Target.attachToTarget", &attach);
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        let mut browser = Self {
            tools,
            session,
            child,
            _folder: folder,
        };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", &metrics);
        browser.tools.events.clear();
        browser.call(
            "Page.navigate",
            &json!({"url": format!("file://{}", file.display())}),
        );
        browser.tools.wait("Page.loadEventFired");
        Some(browser)
    }

    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.tools.call(Some(&self.session), method, params)
    }

    /// The value of a JavaScript expression.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true});
        let result = self.call("Runtime.evaluate", &params);
        assert_eq!(result.get("exceptionDetails"), None, "{expression}");
        result["result"]["value"].clone()
    }

    /// Presses a key, such as `Tab`.
    pub(crate) fn press(&mut self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Escape" => 27,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => panic!("the code of {key} is not known"),
        };
        for kind in ["rawKeyDown", "keyUp"] {
            let params =
                json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            self.call("Input.dispatchKeyEvent", &params);
        }
    }

    /// Points at the middle of the first element that fits.
    pub(crate) fn point_at(&mut self, selector: &str) {
        let at = self.eval(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{block: 'center'}}); \
             const b = e.getClientRects()[0]; return {{x: b.x + b.width / 2, y: b.y + b.height / 2}}; }})()"
        ));
        let params = json!({"type": "mouseMoved", "x": at["x"], "y": at["y"]});
        self.call("Input.dispatchMouseEvent", &params);
    }

    /// Sets what a reader wishes, such as `prefers-color-scheme` and `dark`.
    pub(crate) fn prefer(&mut self, feature: &str, value: &str) {
        let params = json!({"features": [{"name": feature, "value": value}]});
        self.call("Emulation.setEmulatedMedia", &params);
    }

    /// Forbids scripts, and loads the page again.
    pub(crate) fn forbid_scripts(&mut self) {
        self.call(
            "Emulation.setScriptExecutionDisabled",
            &json!({"value": true}),
        );
        self.tools.events.clear();
        self.call("Page.reload", &json!({}));
        self.tools.wait("Page.loadEventFired");
    }

    /// Writes a picture of the window into the folder that `SURPRISAL_SCREENSHOTS` names; nothing where it names none.
    pub(crate) fn screenshot(&mut self, name: &str) {
        let Some(folder) = env::var_os("SURPRISAL_SCREENSHOTS") else {
            return;
        };
        let shot = self.call("Page.captureScreenshot", &json!({"format": "png"}));
        let bytes = STANDARD.decode(shot["data"].as_str().unwrap()).unwrap();
        fs::write(PathBuf::from(folder).join(format!("{name}.png")), bytes).unwrap();
    }

    /// What the page complained of, what it threw, and what it asked the network for beside itself.
    pub(crate) fn complaints(&self) -> Vec<&Value> {
        let events = self.tools.events.iter();
        let complaint = |event: &&Value| match event["method"].as_str() {
            Some("Log.entryAdded" | "Runtime.exceptionThrown" | "Runtime.consoleAPICalled") => true,
            Some("Network.requestWillBeSent") => {
                let url = event["params"]["request"]["url"]
                    .as_str()
                    .unwrap_or_default();
                !url.starts_with("file://") || !url.ends_with("/page.html")
            }
            _ => false,
        };
        events.filter(complaint).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.tools.call(None, "Browser.close", &json!({}));
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    if let Some(program) = env::var_os("SURPRISAL_CHROMIUM") {
        return Some(program.into());
    }
    let path = env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
}
