import { m } from "../text/locale.svelte";

/** A question that a dialog asks before something happens. */
export interface Ask {
  title: string;
  text: string;
  agree: string;
  refuse: string;
  isDangerous: boolean;
  answer: (agreed: boolean) => void;
}

let current = $state.raw<Ask>();

export function asked(): Ask | undefined {
  return current;
}

/** Asks in a dialog; `true` if the person agrees. */
export function ask(question: Omit<Ask, "answer">): Promise<boolean> {
  current?.answer(false);
  return new Promise((resolve) => {
    current = {
      ...question,
      answer: (agreed) => {
        current = undefined;
        resolve(agreed);
      },
    };
  });
}

export function askToLeave(): Promise<boolean> {
  return ask({
    title: m.leave_title(),
    text: m.leave_text(),
    agree: m.leave_agree(),
    refuse: m.leave_refuse(),
    isDangerous: true,
  });
}
