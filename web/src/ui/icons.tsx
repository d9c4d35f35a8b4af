// Small drawings of our own, for eyes only; every control has its words beside or in its label.
import type { ReactNode } from "react";

function draw(shape: ReactNode): () => ReactNode {
  return () => (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {shape}
    </svg>
  );
}

export const Search = draw(<><circle cx="9" cy="9" r="5.2" /><path d="M13 13l4 4" /></>);
export const Close = draw(<path d="M5 5l10 10M15 5L5 15" />);
export const Back = draw(<path d="M12 4l-6 6 6 6" />);
export const Person = draw(<><circle cx="10" cy="7" r="3.2" /><path d="M4 17c.8-3.6 3-5.2 6-5.2s5.2 1.6 6 5.2" /></>);
export const Eye = draw(<><path d="M2 10c2-3.6 4.8-5.4 8-5.4s6 1.8 8 5.4c-2 3.6-4.8 5.4-8 5.400S4 13.6 2 10z" /><circle cx="10" cy="10" r="2.3" /></>);
export const Pen = draw(<path d="M4 16l.8-3.400L13.6 3.800l2.6 2.6-8.8 8.800z" />);
export const Lock = draw(<><rect x="4.5" y="9" width="11" height="7.5" rx="1.8" /><path d="M7 9V6.500a3 3 0 016 0V9" /></>);
export const Flag = draw(<path d="M5 17V3.500h9.500l-2 3.2 2 3.300H5" />);
export const Why = draw(<><circle cx="10" cy="10" r="7" /><path d="M7.9 8a2.2 2.2 0 114.1 1.100c-.6 1-2 1.3-2 2.600M10 14.200v.1" /></>);
export const Check = draw(<path d="M4 10.500l4 4 8-9" />);
export const More = draw(<><circle cx="4.5" cy="10" r=".8" /><circle cx="10" cy="10" r=".8" /><circle cx="15.5" cy="10" r=".8" /></>);
export const Clock = draw(<><circle cx="10" cy="10" r="7" /><path d="M10 6v4.300l2.8 1.7" /></>);
export const Out = draw(<path d="M8 5H4.500v10.500H15V12M11 4.500h4.500V9M15.2 4.800L9 11" />);
