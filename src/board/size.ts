import { type RefObject, useEffect, useRef, useState } from 'react';

/** An element and its size in pixels: what is drawn in it has letters of one size, however large it is. */
export function useSize<Of extends Element>(): [
  RefObject<Of | null>,
  { readonly width: number; readonly height: number; readonly em: number },
] {
  const ref = useRef<Of>(null);
  const [size, setSize] = useState({ width: 0, height: 0, em: 16 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width, height, em: Number.parseFloat(getComputedStyle(entry!.target).fontSize) });
    });
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
