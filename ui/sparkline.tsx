/** The last rounds as bars on a logarithmic scale, oldest left, in the game's colours. */
import { band } from "./flight.ts";

const ROUNDS = 30;
const HEIGHT = 30;
/** the scale's end: 50×, hundredths */
const TOP = 5_000;

export function Sparkline({ multipliers }: { multipliers: readonly number[] }) {
  const shown = multipliers.slice(-ROUNDS);
  return (
    <svg class="sparkline" viewBox={`0 0 ${ROUNDS * 4} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {shown.map((value, index) => {
        const share = Math.log(Math.min(TOP, value) / 100) / Math.log(TOP / 100);
        const height = Math.max(1, share * HEIGHT);
        const x = (ROUNDS - shown.length + index) * 4;
        return <rect key={index} class={band(value)} x={x} y={HEIGHT - height} width={3} height={height} />;
      })}
    </svg>
  );
}
