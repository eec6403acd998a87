/** Names with their numbers, in as many columns as there is room for. */

export function Numbers({ rows }: { rows: [name: string, value: string][] }) {
  return (
    <dl class="numbers">
      {rows.map(([name, value]) => <Fact key={name} name={name} value={value} />)}
    </dl>
  );
}

/** One of them. */
export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="num">{value}</dd>
    </div>
  );
}
