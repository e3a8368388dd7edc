import { call } from "../api/call";
import { type Failure, toFailure } from "../api/failure";
import { type Question, removeConversation } from "../generated/api";
import { erase, load, type Message, store } from "./conversation";
import { ask } from "./stream";

/** The conversation of this browser. The panel and the page show the same one. */
class Assistant {
  messages = $state.raw<readonly Message[]>([]);
  /** What is typed and not sent yet. */
  draft = $state("");
  /** The answer that is being made, as far as it is known. */
  pending = $state("");
  isAnswering = $state(false);
  isLookingUp = $state(false);
  failure = $state.raw<Failure>();
  /** Whether the assistant no longer knows what was said before. */
  hasForgotten = $state(false);
  #id: string | undefined;
  #running: AbortController | undefined;

  constructor() {
    const { id, messages } = load();
    this.#id = id;
    this.messages = messages;
  }

  /** Asks what is typed. If no answer comes, it is as if it had not been asked. */
  async send(): Promise<void> {
    const text = this.draft.trim();
    if (text === "" || this.isAnswering) return;
    this.draft = "";
    const isAnswered = await this.#ask({ question: text }, { role: "user", text });
    if (!isAnswered && this.draft === "") this.draft = text;
  }

  /** Agrees to a change, or refuses it. */
  async decide(id: string, confirmed: boolean, words: string): Promise<void> {
    if (!this.isAnswering) await this.#ask({ confirmationId: id, confirmed }, { role: "user", text: words });
  }

  /** Stops the answer that is being made. */
  stop(): void {
    this.#running?.abort();
  }

  /** Forgets the conversation, here and at the assistant. */
  async clear(): Promise<void> {
    this.stop();
    const id = this.#id;
    this.#id = undefined;
    this.messages = [];
    this.failure = undefined;
    this.hasForgotten = false;
    erase();
    // The assistant forgets it after a while anyway.
    if (id) await call(removeConversation({ path: { conversationId: id } })).catch(() => undefined);
  }

  async #ask(question: Question, said: Message): Promise<boolean> {
    const before = this.messages;
    // Whatever waited for consent does not any longer, or is decided by this.
    this.messages = [...before.map((it) => ({ ...it, confirmation: undefined })), said];
    [this.pending, this.isAnswering, this.failure] = ["", true, undefined];
    const running = new AbortController();
    this.#running = running;
    try {
      const reply = await this.#answer(question, running.signal);
      this.#id = reply.conversationId;
      this.messages = [...this.messages, { role: "assistant", text: reply.answer, confirmation: reply.confirmation }];
      store({ id: this.#id, messages: [...this.messages] });
      return true;
    } catch (error) {
      if (this.#running === running) {
        this.messages = before;
        if (!running.signal.aborted) this.failure = toFailure(error);
      }
      return false;
    } finally {
      if (this.#running === running) [this.pending, this.isAnswering, this.isLookingUp] = ["", false, false];
    }
  }

  async #answer(question: Question, signal: AbortSignal) {
    const listener = {
      onText: (piece: string) => {
        this.isLookingUp = false;
        this.pending += piece;
      },
      onLookup: () => {
        this.isLookingUp = true;
      },
    };
    const { question: text } = question;
    try {
      return await ask({ ...question, ...(this.#id && { conversationId: this.#id }) }, listener, signal);
    } catch (error) {
      // The conversation is forgotten after some weeks: a question then begins another one.
      if (!this.#id || !text || toFailure(error).status !== 404) throw error;
      this.#id = undefined;
      this.hasForgotten = true;
      return ask({ question: text }, listener, signal);
    }
  }
}

export const assistant = new Assistant();
