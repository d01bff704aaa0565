import { App } from "./app";
import { bindControls } from "./controls";
import type { Meta } from "./data";
import { decode } from "./decode";
import { element } from "./dom";
import type { ShownFrame } from "./graph";
import { bindKeys } from "./keys";

declare global {
  interface Window {
    /** What is drawn, for programs that look at the page: a canvas tells them nothing. */
    sonde?: { readonly frames: () => ShownFrame[]; readonly ready: number };
  }
}

const start = async (): Promise<void> => {
  const source = element("data");
  const meta = JSON.parse(element("meta").textContent!) as Meta;
  const data = await decode(meta, source.textContent!);
  // Unpacked, it is only in the way.
  source.remove();
  element("app").hidden = false;
  element("loading").hidden = true;
  const app = new App(data);
  bindControls(app);
  bindKeys(app);
  window.sonde = { frames: () => app.graph.shown(), ready: performance.now() };
};

start().catch((error: unknown) => {
  element("loading").textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}. It needs a browser of 2023 or later.`;
  throw error;
});
