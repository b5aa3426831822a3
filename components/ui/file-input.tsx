import type { Ref } from 'react';

type FileInputProps = {
  ref: Ref<HTMLInputElement>;
  /** Extensions and media types, as in the HTML attribute. */
  accept: string;
  label: string;
  onChoose(file: File): void;
};

/** A hidden field for one file. `click()` on its ref opens the browser's dialog. The same file can be chosen again. */
export function FileInput({ ref, accept, label, onChoose }: FileInputProps) {
  return (
    <input
      ref={ref}
      type="file"
      accept={accept}
      aria-label={label}
      tabIndex={-1}
      className="hidden"
      onChange={({ currentTarget }) => {
        const [file] = currentTarget.files ?? [];
        currentTarget.value = ''; // or choosing the same file again would change nothing
        if (file) onChoose(file);
      }}
    />
  );
}
