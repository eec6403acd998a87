/** The options that every command has. */
export interface CommonOptions {
  /** folder for what a run writes */
  data: string;
  /** configuration file */
  config?: string;
  json?: boolean;
}
