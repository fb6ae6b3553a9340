// Twelve questions: answered before the scenes and after them. The first time only the number of right answers and
// the scenes to look at are answered; the second time every choice is explained. Everything stays in this browser.

import { element } from "../../stage/js/draw/dom.js";
import { forget, markDone, notebook, writeNotebook } from "./notebook.js";

export default function (component) {
  const root = component.parentElement.querySelector(".gmm-quiz");
  root.quiz ??= new Quiz(root, JSON.parse(component.data[0]));
}

class Quiz {
  constructor(root, { questions, scenes }) {
    this.root = root;
    this.questions = questions;
    this.scenes = scenes;
    this.draw();
  }

  /** "before" until that was answered, then "after", then nothing is asked. */
  get round() {
    const content = notebook();
    return ["before", "after"].find((name) => !content[name]) ?? null;
  }

  draw() {
    const content = notebook();
    markDone(Object.keys(this.scenes));
    const parts = [];
    if (content.before) parts.push(this.result("Before", content.before));
    if (content.after) parts.push(this.result("After", content.after), ...this.explained(content.after));
    if (this.round) parts.push(this.form());
    this.root.replaceChildren(...parts, this.foot(content));
  }

  score(answers) {
    return this.questions.filter(({ key, choices }) => choices[answers[key]]?.right).length;
  }

  result(name, answers) {
    const right = this.score(answers);
    const missed = this.questions.filter(({ key, choices }) => !choices[answers[key]]?.right).map(({ key, choices }) => choices[answers[key]]?.scene);
    const scenes = Object.keys(this.scenes).filter((key) => missed.includes(key)).map((key) => this.scenes[key]);
    const listed = scenes.join(", ");
    const look = listed ? ` Scenes that show why: ${listed}${/[.?!]$/.test(listed) ? "" : "."}` : "";
    return element("p", { class: "gmm-quiz-result", role: "status" }, element("strong", {}, `${name}: ${right} of ${this.questions.length} right.`), look);
  }

  form() {
    const answers = {};
    const status = element("span", { class: "gmm-quiz-count", role: "status" });
    const commit = element("button", { type: "button", class: "gmm-quiz-commit", disabled: true, onclick: () => this.send(answers) }, this.round === "before" ? "These are my answers" : "These are my answers now");
    const answered = () => {
      const count = Object.keys(answers).length;
      status.textContent = `${count} of ${this.questions.length} answered`;
      commit.disabled = count < this.questions.length;
    };
    const fields = this.questions.map(({ key, text, choices }, number) => element("fieldset", { class: "gmm-quiz-question" },
      element("legend", {}, `${number + 1}. ${text}`),
      ...choices.map((choice, place) => element("label", { class: "gmm-quiz-choice" },
        element("input", { type: "radio", name: `quiz-${key}`, value: place, onchange: () => { answers[key] = place; answered(); }, onkeydown: (event) => event.stopPropagation() }),
        element("span", {}, choice.text)))));
    answered();
    const again = this.round === "after" ? [element("h2", {}, "The same twelve once more, after the scenes")] : [];
    return element("div", {}, ...again, ...fields, element("div", { class: "gmm-quiz-row" }, commit, status));
  }

  send(answers) {
    const content = notebook();
    const answered = { ...answers, at: new Date().toISOString() };
    if (!writeNotebook({ ...content, [this.round]: answered })) this.root.append(element("p", {}, "This browser keeps nothing: your answers are lost when you leave."));
    this.draw();
    [...this.root.querySelectorAll(".gmm-quiz-result")].at(-1).scrollIntoView({ block: "start" });
  }

  explained(answers) {
    return this.questions.map(({ key, text, choices }, number) => {
      const { text: said, because, right, scene } = choices[answers[key]] ?? choices[0];
      const name = this.scenes[scene];
      const where = right ? "" : ` See scene ${name}${/[.?!]$/.test(name) ? "" : "."}`;
      const asked = right ? [] : [element("p", {}, `Right is: ${choices.find((choice) => choice.right).text}`)];
      return element("div", { class: "gmm-quiz-question" },
        element("p", {}, element("strong", {}, `${number + 1}. ${text}`)),
        element("p", {}, `You said: ${said}`), element("p", { class: right ? "gmm-quiz-right" : "gmm-quiz-wrong" }, `${because}${where}`), ...asked);
    });
  }

  foot(content) {
    const done = Object.keys(content.predictions).length;
    const save = element("button", { type: "button", onclick: () => this.save() }, "Save my answers as a file");
    const clear = element("button", { type: "button", onclick: () => { forget(); this.draw(); } }, "Forget everything");
    return element("div", { class: "gmm-quiz-row gmm-quiz-foot" },
      element("span", {}, `${done} of ${Object.keys(this.scenes).length} scenes predicted. All this stays in your browser.`), save, clear);
  }

  /** One file that a learner may hand to the teacher: predictions, reasons, answers and scores. */
  save() {
    const content = notebook();
    const scores = Object.fromEntries(["before", "after"].filter((name) => content[name]).map((name) => [name, this.score(content[name])]));
    const address = URL.createObjectURL(new Blob([JSON.stringify({ ...content, scores }, null, 1)], { type: "application/json" }));
    element("a", { href: address, download: "gmmviz-lessons.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}
