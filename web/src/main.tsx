import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { sweep } from "./state/drafts";
import { dress } from "./state/settings";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/queue.css";
import "./styles/conversation.css";
import "./styles/pages.css";

dress();
sweep(Date.now());
const place = document.getElementById("desk");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
