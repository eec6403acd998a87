/** Names with their numbers, in as many columns as there is room for. */

export function Numbers({ rows }: { rows: [name: string, value: string][] }) {
  return (
    <dl class="numbers">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
