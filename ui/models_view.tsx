/** Models: what each table's says of the next round, and how often it was right. */
import { ModelsPanel } from "./models_panel.tsx";
import { ResearchParts } from "./research_parts.tsx";

export function ModelsView() {
  return (
    <div class="stack">
      <ResearchParts />
      <ModelsPanel />
    </div>
  );
}
