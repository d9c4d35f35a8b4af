// Asks for numbers, once for what many parts of a page want, and drops what nobody looks at any more.
import { useEffect, useRef, useState, type RefObject } from "react";
import { get, sentenceOf } from "../../api/client";

export type Answer<T> = { told: T | null; problem: string; busy: boolean };
export type Query = Record<string, string | number | boolean | string[] | undefined>;

/** The answer to a question; an answer that came before stays on the page until the next is there. */
export function useAsked<T>(path: string, query: Query | null): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ told: null, problem: "", busy: true });
  const key = query ? JSON.stringify(query) : "";
  useEffect(() => {
    if (!key) return undefined;
    const stop = new AbortController();
    setAnswer((last) => ({ ...last, busy: true }));
    get<T>(path, JSON.parse(key) as Query, stop.signal).then(
      (told) => {
        if (!stop.signal.aborted) setAnswer({ told, problem: "", busy: false });
      },
      (fault: unknown) => {
        if (!stop.signal.aborted) setAnswer({ told: null, problem: sentenceOf(fault), busy: false });
      },
    );
    return () => stop.abort();
  }, [path, key]);
  return answer;
}

const AHEAD = "600px 0px";

/** Whether somebody has come near enough to a part of the page for it to be worth asking. */
export function useNear(place: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element || near) return undefined;
    const watch = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && setNear(true), { root: element.closest(".page"), rootMargin: AHEAD });
    watch.observe(element);
    return () => watch.disconnect();
  }, [place, near]);
  return near;
}

/** How wide a part of the page is, in pixels. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => setWidth(Math.round(element.clientWidth)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [place, width];
}
