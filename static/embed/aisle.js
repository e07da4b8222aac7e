// A shop's assistant and search on any page. How to use it: docs/embedding.md. Nothing is fetched before the first click.
(() => {
  if (customElements.get("aisle-chat")) return;
  const script = document.currentScript;
  const shop = new URL(script.src).origin;
  const live = new Set();
  const names = ["site", "label", "position", "size", "theme", "accent", "links", "dismiss"];

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host { display: contents; }
:host([hidden]) { display: none; }
iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; opacity: 0; }
[data-shown] iframe { opacity: 1; }
.open, dialog { inset-block: auto max(1rem, env(safe-area-inset-bottom)); inset-inline: auto 1rem; z-index: 2147483000; }
[data-position=start] .open, [data-position=start] dialog { inset-inline: 1rem auto; }
.open { position: fixed; padding: .75rem 1.25rem; border: 1px solid transparent; border-radius: 99px; background: var(--aisle-accent, #b4451f); color: var(--aisle-accent-ink, #fff); font: inherit; font-weight: 600; cursor: pointer; box-shadow: 0 6px 24px #0003; }
.open[data-unread]:not([data-unread="0"])::after { content: attr(data-unread); display: inline-block; margin-inline-start: .5em; padding: 0 .45em; border-radius: 99px; background: #fff; color: #000; }
[data-position=inline] .open { position: static; }
dialog { position: fixed; box-sizing: border-box; margin: 0; padding: 0; border: 1px solid #8884; border-radius: var(--aisle-radius, 16px); background: Canvas; color: CanvasText; overflow: hidden; inline-size: min(var(--aisle-width, 25rem), 100vw - 2rem); block-size: min(var(--aisle-height, 40rem), 100dvh - 2rem); max-inline-size: none; max-block-size: none; box-shadow: 0 16px 48px #0004; }
[data-size=s] { --aisle-width: 21rem; --aisle-height: 30rem; }
[data-size=l] { --aisle-width: 32rem; --aisle-height: 48rem; }
[data-position=inline] dialog { position: relative; inset: auto; margin-block-start: .5rem; inline-size: 100%; block-size: var(--aisle-height, 34rem); box-shadow: none; }
dialog:modal { inset: 0; inline-size: 100%; block-size: 100dvh; border: 0; border-radius: 0; }
.close { position: absolute; inset-block-start: .5rem; inset-inline-end: .5rem; inline-size: 2.75rem; block-size: 2.75rem; border: 0; border-radius: 10px; background: none; color: GrayText; font: inherit; font-size: 1.5rem; line-height: 1; cursor: pointer; }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
.slow { position: absolute; inset: 30% 1rem auto; }`);

  const make = (tag, more, ...children) => {
    const made = Object.assign(document.createElement(tag), more);
    made.append(...children);
    return made;
  };

  class Embed extends HTMLElement {
    static observedAttributes = names;
    maker = this; // whom events are sent to, and whose words are shown
    queue = [];
    messages = []; // the conversation, each as the type Message of static/types

    get(name) {
      return this.getAttribute(name) ?? script.dataset[name];
    }

    get name() {
      return `aisle:${this.get("site")}`;
    }

    build(...children) {
      this.box = make("div", {}, ...children);
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet]; // no policy has to allow these
      root.append(this.box);
    }

    // Its own attribute, or what the shop says of the site; else as the page around it.
    get scheme() {
      const asked = this.get("theme") ?? this.usual;
      if (asked === "light" || asked === "dark") return asked;
      const scheme = getComputedStyle(this).colorScheme;
      return scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light";
    }

    attributeChangedCallback(name) {
      if (!this.box) return;
      this.dress();
      if (name === "theme" && this.frame) this.post("theme", { theme: this.scheme });
    }

    dress() {
      this.box.style.colorScheme = this.scheme;
      for (const name of ["position", "size"]) this.box.dataset[name] = this.get(name) ?? "";
      const accent = this.get("accent");
      if (accent) this.box.style.setProperty("--aisle-accent", accent);
    }

    load(page, query) {
      this.isReady = false;
      const asked = new URLSearchParams(query);
      for (const name of ["site", "accent", "links"]) if (this.get(name)) asked.set(name, this.get(name));
      asked.set("origin", location.origin);
      this.frame = make("iframe", { title: this.get("label") || "Aisle", src: `${shop}/embed/${page}/?${asked}` });
      this.timer = setTimeout(() => this.hear({ type: "error", code: "unreachable" }), 15000);
      return this.frame;
    }

    post(type, more) {
      if (this.isReady) this.frame.contentWindow?.postMessage({ source: "aisle", version: 1, type, ...more }, shop);
      else this.queue.push([type, more]);
    }

    tell(type, detail) {
      return this.maker.dispatchEvent(new CustomEvent(`aisle:${type}`, { detail, bubbles: true, composed: true, cancelable: true }));
    }

    hear({ source, version, type, token, follow, ids, ...detail }) {
      clearTimeout(this.timer);
      if (source) this.box.dataset.shown = "";
      if (type === "keep") {
        this.token = token;
        return;
      }
      if (type === "ready") {
        this.isReady = true;
        this.usual = detail.theme;
        this.dress();
        this.post("start", { token: this.token, theme: this.scheme });
        for (const each of this.queue.splice(0)) this.post(...each);
      }
      if (ids) detail.messages = this.messages = ids.map((id) => [...detail.messages, ...this.messages].find((each) => each.id === id));
      this.on(type, detail);
      if (type !== "close" && this.tell(type, detail) && follow && new URL(detail.url).origin === shop) location.assign(detail.url);
    }

    // Our frame may keep nothing, so this page keeps who it speaks for; without a storage of its own, until it is left.
    get token() {
      try {
        return localStorage[this.name];
      } catch {
        return Embed[this.name];
      }
    }

    set token(token) {
      Embed[this.name] = token;
      try {
        localStorage[this.name] = token;
      } catch {}
    }

    disconnectedCallback() {
      live.delete(this);
      clearTimeout(this.timer);
      this.frame?.remove(); // a frame that moves begins anew
      this.frame = undefined;
      this.queue = [];
      this.messages = [];
      this.dialog?.removeAttribute("open");
    }
  }

  class Chat extends Embed {
    connectedCallback() {
      live.add(this);
      if (!this.box) {
        this.opener = make("button", { className: "open", part: "open", type: "button", onclick: () => this.open() });
        this.slow = make("p", { className: "slow", hidden: true });
        this.closer = make("button", {
          className: "close", part: "close", type: "button", textContent: "×", autofocus: true, onclick: () => this.close(),
        });
        this.closer.ariaLabel = this.get("dismiss") || "Close";
        this.dialog = make("dialog", { part: "panel" }, this.slow, this.closer);
        this.dialog.onclose = () => this.closed();
        this.dialog.onkeydown = ({ key }) => key === "Escape" && this.close();
        // What stands inside the element opens it; else a button does.
        const slot = make("slot", {
          onclick: (event) => { event.preventDefault(); this.open(); },
          onslotchange: () => { this.opener.hidden = !!this.querySelector(":scope > :not(noscript)"); },
        });
        this.build(...(this.maker === this ? [slot, this.opener] : []), this.dialog);
      }
      this.dress();
      if (this.hasAttribute("autoopen")) this.open(true);
    }

    dress() {
      super.dress();
      this.opener.textContent = this.dialog.ariaLabel = this.get("label") || "Ask";
      if (this.frame) this.frame.title = this.dialog.ariaLabel;
    }

    open(quietly) {
      const { dialog } = this;
      this.from ??= this.maker === this ? (this.opener.hidden && this.querySelector("a, button")) || this.opener : this.maker;
      if (!this.frame) dialog.prepend(this.load("chat", this.query));
      if (!dialog.open) {
        if (matchMedia("(width < 40rem)").matches && this.get("position") !== "inline") dialog.showModal();
        else dialog.show();
        this.from.ariaExpanded = "true";
        this.tell("open");
      }
      this.isQuiet = quietly === true;
      // A frame that is focused while it is empty can keep the focus from the document that comes; until then the button has it.
      if (!this.isQuiet) (this.isReady ? this.frame : this.closer).focus();
      this.post("open", { focus: !this.isQuiet });
    }

    close() {
      this.dialog.close();
    }

    closed() {
      this.from.ariaExpanded = "false";
      this.from.focus();
      this.post("close");
      this.tell("close");
    }

    ask(text) {
      this.open();
      this.post("ask", { text });
    }

    select(product) {
      this.open();
      this.post("select", { product });
    }

    on(type, { code, count }) {
      if (type === "close") this.close();
      if (type === "unread") this.opener.dataset.unread = count;
      if (code === "unreachable") {
        this.slow.hidden = false;
        this.slow.replaceChildren(make("a", { href: `${shop}/chat/`, target: "_blank", textContent: `${this.get("label") || "Ask"}: ${shop}` }));
      }
      if (type === "ready") {
        this.slow.hidden = true;
        if (this.dialog.open && !this.isQuiet) this.frame.focus();
      }
    }
  }

  class Search extends Embed {
    connectedCallback() {
      live.add(this);
      if (!this.box) {
        this.place = make("div", { className: "results", part: "results", hidden: true });
        this.build(make("slot"), this.place);
      }
      this.dress();
    }

    show(form) {
      const query = String(new URLSearchParams(new FormData(form)));
      this.from = form;
      this.place.hidden = false;
      if (this.frame) this.post("search", { query });
      else this.place.append(this.load("search", query));
    }

    close() {
      this.place.hidden = true;
      this.from.querySelector("input")?.focus();
      this.tell("close");
    }

    on(type, { height, code }) {
      if (type === "close") this.close();
      if (height) this.frame.style.blockSize = `${height}px`;
      // What cannot be shown here is shown by the shop.
      if (code === "unreachable") this.from.submit();
    }
  }

  customElements.define("aisle-chat", Chat);
  customElements.define("aisle-search", Search);

  // The element of a plain link or form, made at its first use.
  const elementOf = (maker, tag) => {
    let found = maker.aisle;
    if (!found) {
      found = maker.aisle = make(tag, { maker });
      const said = { label: maker.href && maker.textContent.trim(), ...maker.dataset };
      for (const name of names) if (said[name]) found.setAttribute(name, said[name]);
      if (maker.href) found.query = new URL(maker.href).search;
    }
    if (!found.isConnected) {
      if (tag === "aisle-search" || maker.dataset.position === "inline") maker.after(found);
      else document.body.append(found);
    }
    return found;
  };
  const targetOf = (event, selector) => event.composedPath()[0].closest?.(selector);

  addEventListener("click", (event) => {
    const link = targetOf(event, "a[data-aisle-chat]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    elementOf(link, "aisle-chat").open();
  });

  const show = (form) => (form.closest("aisle-search") ?? elementOf(form, "aisle-search")).show(form);

  addEventListener("submit", (event) => {
    const form = targetOf(event, "form[data-aisle-search], aisle-search form");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    show(form);
  });

  let typing;
  addEventListener("input", (event) => {
    const form = targetOf(event, "input")?.form;
    if (form?.dataset.aisleSearch !== "live" && !form?.closest("aisle-search[live]")) return;
    clearTimeout(typing);
    typing = setTimeout(show, 300, form);
  });

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== shop || data?.source !== "aisle" || data.version !== 1) return;
    for (const each of live) if (each.frame?.contentWindow === source) each.hear(data);
  });
})();
