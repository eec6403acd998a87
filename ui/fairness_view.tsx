/** Truth on one page: whether a table is fair, whether a strategy has an edge, and a round to be checked by oneself. */
import { FairnessPanel } from "./fairness_panel.tsx";
import { ResearchParts } from "./research_parts.tsx";
import { RoundProofForm } from "./round_proof.tsx";
import { VerdictPanel } from "./verdict_panel.tsx";

export function FairnessView() {
  return (
    <div class="stack">
      <ResearchParts />
      <div class="split even">
        <FairnessPanel />
        <div class="stack">
          <VerdictPanel />
          <RoundProofForm />
        </div>
      </div>
    </div>
  );
}
