/** A button that wants a second press within a few seconds. */
import { useEffect, useState } from "preact/hooks";

const CONFIRM_MS = 4_000;

interface ConfirmButtonProps {
  text: string;
  /** what the second press says */
  confirm: string;
  onConfirm: () => void;
}

export function ConfirmButton({ text, confirm, onConfirm }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (!asking) return;
    const timer = setTimeout(() => setAsking(false), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [asking]);
  const onClick = () => {
    setAsking(!asking);
    if (asking) onConfirm();
  };
  return <button type="button" class={asking ? "asking" : ""} onClick={onClick}>{asking ? confirm : text}</button>;
}
