/** The configuration as the page shows it and changes it. */

export interface ConfigurationView {
  /** the user's own file; null: the defaults */
  file: string | null;
  /** where changes of the page are kept */
  changesFile: string;
  /** JSON Schema of the fields that can be changed; `nullable`: may be left empty */
  schema: Record<string, unknown>;
  /** what holds from the next start on */
  values: Record<string, unknown>;
  /** fields that were changed on the page */
  changed: string[];
  /** fields that have another value in the running program: they wait for a restart */
  waiting: string[];
  /** fields that take effect as soon as they are saved */
  immediate: string[];
  /** the others as they are, without secrets; they are set in the file */
  fixed: Record<string, unknown>;
}

/** What the page may do with it. */
export interface ConfigurationControls {
  view(): Promise<ConfigurationView>;
  /**
   * Sets all fields that can be changed; those that are as in the file are no changes.
   *
   * @throws {HostError} `bad_config` naming the field; nothing is changed then
   */
  save(values: Record<string, unknown>): Promise<ConfigurationView>;
  /** Ends the program in order and starts it again with what is saved. */
  restart(): Promise<void>;
}
