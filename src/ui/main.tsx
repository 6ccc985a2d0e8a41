import { render } from "preact";
import { startAnswers } from "./answer.ts";
import { App } from "./app.tsx";
import { startClock } from "./clock.ts";
import { startFiltering } from "./filtering.ts";
import { startLive } from "./live.ts";
import { startRefreshing } from "./refresh.ts";
import { startRouting } from "./route.ts";
import { startExpiry } from "./state.ts";
import { startTab } from "./tab.ts";

const root = document.querySelector("#app");
if (!root) throw new Error("Cannot show the page: index.html has no #app");

startClock();
startExpiry();
startRouting();
startFiltering();
startAnswers();
startRefreshing();
startTab();
startLive();
root.replaceChildren();
render(<App />, root);
