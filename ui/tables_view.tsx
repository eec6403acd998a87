/** A card a table, in the grid that the tables' windows stand in. */
import { DoubtfulReadings } from "./doubtful_readings.tsx";
import { tables } from "./store.ts";
import { t } from "./strings.ts";
import { TableCard } from "./table_card.tsx";

export function TablesView() {
  const shown = tables.value ?? [];
  if (shown.length === 0) return <p class="empty">{t("noTables")}</p>;
  return (
    <>
      <div class={`cards of-${Math.min(8, shown.length)}`}>
        {shown.map((table) => <TableCard key={table.table} table={table} />)}
      </div>
      <DoubtfulReadings />
    </>
  );
}
