/** The head of the page: title, search, ways of display, starting points. */

import { linkTo } from "../hash.ts";
import { say } from "../model.ts";
import { graph } from "../page.ts";
import { canRedo, canUndo, change, type Mode, redo, type Stage, state, type Theme, undo } from "../state.ts";
import { phrase, type Word, word } from "../words.ts";
import { EntityPicker } from "./EntityPicker.tsx";
import { focusOn } from "./focus.ts";
import { TakeMenu } from "./TakeMenu.tsx";

export function Header() {
  return (
    <header class="header">
      <div class="header-top">
        <h1>
          <bdi>{say(graph.title, state.value.language)}</bdi>
        </h1>
        <EntityPicker main label={word("search")} hint={word("searchHint")} onPick={focusOn} />
        <Modes />
        <div class="tools">
          <Steps />
          <TakeMenu />
          <Languages />
          <ThemeSwitch />
        </div>
      </div>
      <Starts />
    </header>
  );
}

function Modes() {
  const modes: readonly (readonly [Mode, Word])[] = [
    ["graph", "picture"],
    ["table", "table"],
    ["outline", "outline"],
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a row of words
    <div class="words" role="group" aria-label={word("display")}>
      {modes.map(([mode, name]) => (
        <button key={mode} type="button" aria-pressed={state.value.mode === mode} onClick={() => change({ mode })}>
          {word(name)}
        </button>
      ))}
    </div>
  );
}

function Steps() {
  return (
    <>
      <button
        type="button"
        class="sign undo"
        aria-label={word("undo")}
        title={word("undo")}
        disabled={!canUndo.value}
        onClick={undo}
      >
        ↶
      </button>
      <button
        type="button"
        class="sign undo"
        aria-label={word("redo")}
        title={word("redo")}
        disabled={!canRedo.value}
        onClick={redo}
      >
        ↷
      </button>
    </>
  );
}

function Languages() {
  const languages = [
    ["de", "Deutsch"],
    ["en", "English"],
  ] as const;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a row of words
    <div class="words" role="group" aria-label={word("language")}>
      {languages.map(([language, name]) => (
        <button
          key={language}
          type="button"
          lang={language}
          title={name}
          aria-label={`${language.toUpperCase()}, ${name}`}
          aria-pressed={state.value.language === language}
          onClick={() => change({ language })}
        >
          {language.toUpperCase()}
        </button>
      ))}
    </div>
  );
}

const THEMES: Readonly<Record<Theme, { next: Theme; sign: string; name: Word }>> = {
  auto: { next: "light", sign: "◐", name: "themeAuto" },
  light: { next: "dark", sign: "○", name: "themeLight" },
  dark: { next: "auto", sign: "●", name: "themeDark" },
};

function ThemeSwitch() {
  const { next, sign, name } = THEMES[state.value.theme];
  const label = phrase("theme", { theme: word(name) });
  return (
    <button type="button" class="sign" aria-label={label} title={label} onClick={() => change({ theme: next })}>
      {sign}
    </button>
  );
}

/** The starting points are links, so that they can also be opened beside this page. */
function Starts() {
  const { stage, language } = state.value;
  return (
    <nav class="starts" aria-label={word("startingPoints")}>
      {graph.views.map(({ id, title }) => (
        <Start
          key={id}
          stage={{ type: "view", id }}
          isCurrent={stage.type === "view" && stage.id === id}
          title={say(title, language)}
        />
      ))}
      <Start stage={{ type: "all" }} isCurrent={stage.type === "all"} title={word("everything")} />
    </nav>
  );
}

function Start({ stage, isCurrent, title }: { stage: Stage; isCurrent: boolean; title: string }) {
  const begin = { stage, selected: "", pinned: {}, opened: [] };
  const onClick = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    change(begin);
  };
  return (
    <a href={linkTo({ ...state.value, ...begin })} aria-current={isCurrent ? "page" : undefined} onClick={onClick}>
      <bdi>{title}</bdi>
    </a>
  );
}
