interface BarsProps {
  readonly title: string;
  readonly rows: readonly { readonly key: string; readonly name: string; readonly count: number }[] | null;
  /** What is said where there may be no rows. */
  readonly without: string;
}

/** Counts side by side. They are a list of names and numbers; the bars only show them. */
export function Bars({ title, rows, without }: BarsProps) {
  const most = Math.max(1, ...(rows ?? []).map(({ count }) => count));
  return (
    <section className="panel bars" aria-label={title}>
      <h2>{title}</h2>
      {rows === null && <p className="nothing">{without}</p>}
      <ul>
        {rows?.map(({ key, name, count }) => (
          <li key={key}>
            <span className="name">{name}</span>
            <span className="track" aria-hidden="true">
              <span style={{ width: `${(100 * count) / most}%` }} />
            </span>
            <strong>{count}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
