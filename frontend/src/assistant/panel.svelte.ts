import { tick } from "svelte";

let isOpen = $state(false);

/** Whether the assistant is shown beside the page. */
export const panel = {
  get isOpen() {
    return isOpen;
  },
  open() {
    isOpen = true;
  },
  /** Closes it and gives the focus back to the button that opens it. */
  close() {
    isOpen = false;
    void tick().then(() => document.getElementById("open-assistant")?.focus());
  },
};
