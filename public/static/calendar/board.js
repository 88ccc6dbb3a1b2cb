// The planning calendar: EventCalendar with our toolbar, quick card and keys.
// Text from the database is only ever set as textContent. Everything that is changed here is told
// to the page (`tell`), which checks, asks and saves; what is drawn next comes from the database.

const boards = new WeakMap();
const VIEWS = {
  maaned: "dayGridMonth", uge: "timeGridWeek", dag: "timeGridDay", lokaler: "resourceTimeGridDay",
};
const NARROW = 640;

export async function mount({ data: sent, parentElement, setTriggerValue }) {
  const data = { ...sent, ...JSON.parse(sent.held) };
  const tell = (act) => setTriggerValue("act", { ...act, serial: data.serial });
  await library();
  const known = boards.get(parentElement);
  if (known) known.update(data, tell);
  else {
    if (!data.chosen && innerWidth < NARROW) {
      tell({ kind: "go", view: "liste", day: data.day });
      return;
    }
    boards.set(parentElement, new Board(parentElement, data, tell));
  }
  return () => {
    boards.get(parentElement)?.close();
    boards.delete(parentElement);
  };
}

let loading;
function library() {
  loading ??= new Promise((done, failed) => {
    const base = new URL(".", import.meta.url);
    const version = new URL(import.meta.url).search;
    for (const name of ["event-calendar.min.css", "board.css"]) {
      document.head.append(make("link", { rel: "stylesheet", href: new URL(name + version, base).href }));
    }
    const script = make("script", { src: new URL("event-calendar.min.js" + version, base).href });
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return loading;
}

function make(tag, props = {}, ...children) {
  const { dataset, ...rest } = props;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, dataset || {});
  node.append(...children.filter((child) => child !== null));
  return node;
}

class Board {
  constructor(parent, data, tell) {
    this.data = data;
    this.tell = tell;
    this.root = make("div", { className: "house-calendar", lang: "da" });
    this.bar = make("div", { className: "hc-bar", role: "toolbar" });
    this.grid = make("div", { className: "hc-grid" });
    this.card = make("dialog", { className: "hc-card" });
    this.help = make("dialog", { className: "hc-card" });
    this.root.append(this.bar, this.grid, this.card, this.help);
    parent.append(this.root);
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
    for (const dialog of [this.card, this.help]) {
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    }
    this.draw();
  }

  update(data, tell) {
    this.data = data;
    this.tell = tell;
    this.card.close();
    this.draw();
  }

  close() {
    document.removeEventListener("keydown", this.keys);
    if (this.calendar) EventCalendar.destroy(this.calendar);
    this.root.remove();
  }

  draw() {
    const { data } = this;
    this.root.classList.toggle("ec-dark", data.dark);
    this.root.dataset.view = data.view;
    this.drawBar();
    const options = this.options();
    if (!this.calendar) this.calendar = EventCalendar.create(this.grid, options);
    else for (const name of ["view", "date", "events", "resources", "allDaySlot"]) {
      this.calendar.setOption(name, options[name]);
    }
  }

  options() {
    const { data } = this;
    const may = data.mayPlan;
    return {
      view: VIEWS[data.view],
      date: data.day,
      events: [...data.events, ...data.closures],
      resources: data.rooms,
      locale: "da-DK",
      firstDay: 1,
      headerToolbar: { start: "", center: "", end: "" },
      height: "70vh",
      allDaySlot: data.allDay,
      allDayContent: data.texts.allDay,
      nowIndicator: true,
      weekNumbers: true,
      weekNumberContent: (arg) => `${data.texts.week} ${arg.week}`,
      views: { dayGridMonth: { dayHeaderFormat: { weekday: "short" } } },
      dayMaxEvents: true,
      scrollTime: "08:00:00",
      slotMinTime: data.earliest,
      slotMaxTime: data.latest,
      flexibleSlotTimeLimits: true,
      slotDuration: "00:30",
      snapDuration: "00:15",
      slotLabelFormat: clock,
      eventTimeFormat: (from, to) => `${clock(from)}–${clock(to)}`,
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "numeric" },
      displayEventEnd: true,
      slotEventOverlap: false,
      editable: may,
      selectable: may,
      pointer: may,
      longPressDelay: 400,
      buttonText: data.texts,
      moreLinkContent: (arg) => `+${arg.num}`,
      eventContent: (info) => this.content(info.event, info.timeText),
      eventDidMount: (info) => this.label(info),
      eventClick: (info) => this.open(info.event, info.el),
      select: (info) => this.tell({
        kind: "create", start: info.startStr, end: info.endStr, allDay: info.allDay,
        room: info.resource ? Number(info.resource.id) : null,
      }),
      dateClick: (info) => may && this.tell({
        kind: "create", start: info.dateStr, end: null, allDay: info.allDay,
        room: info.resource ? Number(info.resource.id) : null,
      }),
      eventDrop: (info) => this.moved(info.event, info.newResource),
      eventResize: (info) => this.moved(info.event, null),
    };
  }

  moved(event, resource) {
    this.tell({
      kind: "move", id: Number(event.id), start: local(event.start), end: local(event.end),
      room: resource ? Number(resource.id) : null, version: event.extendedProps.version,
    });
  }

  content(event, timeText) {
    if (event.display === "background") {
      return { domNodes: [make("span", { className: "hc-shut", textContent: event.title })] };
    }
    const one = event.extendedProps;
    const [from, until] = event.allDay ? ["", ""] : timeText.split("–");
    if (!("spoken" in one)) {  // the calendar's own: what the mouse points at, a slot dragged open
      return { domNodes: [make("span", {}, until === from ? from : timeText)] };
    }
    const chip = make("span", { className: "hc-chip", textContent: one.short });
    const title = make("span", { className: "hc-title", textContent: event.title });
    const inRooms = this.data.view === "lokaler";
    const rest = [one.mark, inRooms ? "" : one.room].filter(Boolean).join(" · ");
    return {
      domNodes: [
        make("span", { className: "hc-time" }, from,
          until ? make("span", { className: "hc-until", textContent: `–${until}` }) : null),
        " ", chip, " ", title,  // with room for a line to break
        rest ? make("span", { className: "hc-rest", textContent: rest }) : null,
        // read out after what is seen, so that the name of the button begins with its text
        make("span", { className: "hc-spoken", textContent: ` ${one.spoken}` }),
      ].filter(Boolean),
    };
  }

  label({ el, event }) {
    if (event.display === "background") return;
    el.tabIndex = 0;
    el.setAttribute("role", "button");
    if (!event.extendedProps.theirs) el.dataset.date = event.id;
    el.addEventListener("keydown", (pressed) => {
      if (pressed.key !== "Enter" && pressed.key !== " ") return;
      pressed.preventDefault();
      this.open(event, el);
    });
  }

  open(event, from) {
    if (event.display === "background") return;
    const one = event.extendedProps, { texts } = this.data;
    const act = (label, kind, main) => make("button", {
      type: "button", className: main ? "hc-main" : "", textContent: label,
      onclick: () => { this.card.close(); this.tell({ kind, id: Number(event.id) }); },
    });
    this.card.replaceChildren(
      make("h3", { textContent: event.title }),
      make("p", { className: "hc-when", textContent: one.when }),
      make("dl", {}, ...one.facts.flatMap(([name, value]) => [
        make("dt", { textContent: name }), make("dd", { textContent: value }),
      ])),
      make("div", { className: "hc-acts" },
        ...one.acts.map(([kind, label]) => act(label, kind, false)),
        one.theirs ? null : act(texts.details, "open", true),
        make("button", { type: "button", textContent: texts.close, onclick: () => this.card.close() }),
      ),
    );
    this.chosen = Number(event.id) || null;
    this.card.showModal();
    this.card.onclose = () => { this.chosen = null; from?.focus(); };
  }

  drawBar() {
    const { data } = this, { texts } = data;
    const go = (label, act, extra = {}) => make("button", {
      type: "button", textContent: label, onclick: () => this.tell(act), ...extra,
    });
    const views = ["maaned", "uge", "dag", "liste", "lokaler"].map((view) => {
      const button = go(texts.views[view], { kind: "go", view, day: data.day });
      button.setAttribute("aria-pressed", String(view === data.view));
      return button;
    });
    const step = (label, day, sign) => {
      const button = go(sign, { kind: "go", view: data.view, day });
      button.setAttribute("aria-label", label);
      button.title = label;
      return button;
    };
    const heading = make("h2", { textContent: data.title });
    heading.setAttribute("aria-live", "polite");
    this.bar.replaceChildren(
      make("div", { className: "hc-group" },
        step(texts.previous, data.previous, "‹"),
        go(texts.today, { kind: "go", view: data.view, day: data.today }),
        step(texts.next, data.next, "›")),
      heading,
      make("div", { className: "hc-group" }, ...views),
      make("div", { className: "hc-group" },
        ...(data.mayPlan ? [go(texts.create, { kind: "create" }, { className: "hc-main" })] : []),
        make("button", {
          type: "button", textContent: "?", title: texts.help, onclick: () => this.showHelp(),
          ariaLabel: texts.help,
        })),
    );
  }

  showHelp() {
    const { texts } = this.data;
    this.help.replaceChildren(
      make("h3", { textContent: texts.help }),
      make("dl", {}, ...texts.keys.flatMap(([key, meaning]) => [
        make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: meaning }),
      ])),
      make("div", { className: "hc-acts" }, make("button", {
        type: "button", textContent: texts.close, onclick: () => this.help.close(),
      })),
    );
    this.help.showModal();
  }

  key(event) {
    const at = event.target;
    if (at.closest?.("input, textarea, select, [contenteditable], [role=combobox], [role=dialog]")) {
      return;
    }
    const { data } = this, view = data.view;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") {
      const id = this.chosen || Number(at.closest?.("[data-date]")?.dataset.date);
      if (!id || !data.mayPlan) return;
      event.preventDefault();
      this.card.close();
      this.tell({ kind: "duplicate", id });
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      document.querySelector('[class*="st-key-undo_flash_"] button')?.click();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || this.card.open || this.help.open) return;
    const acts = {
      t: { kind: "go", view, day: data.today },
      j: { kind: "go", view, day: data.next },
      k: { kind: "go", view, day: data.previous },
      c: data.mayPlan ? { kind: "create" } : null,
    };
    Object.keys(data.texts.views).forEach((name, index) => {
      acts[String(index + 1)] = { kind: "go", view: name, day: data.day };
    });
    const act = acts[event.key.toLowerCase()];
    if (event.key === "?") this.showHelp();
    else if (act) this.tell(act);
    else return;
    event.preventDefault();
  }
}

function clock(date) {
  return `${date.getHours()}.${String(date.getMinutes()).padStart(2, "0")}`;
}

function local(date) {
  const two = (number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
