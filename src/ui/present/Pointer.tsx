import { useEffect, useRef, type ReactElement } from 'react'

/** A ring around the mouse that is seen from the last row. */
export function Pointer(): ReactElement {
  const ring = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const follow = ({ clientX, clientY }: PointerEvent): void => {
      const element = ring.current
      if (!element) return
      element.style.transform = `translate(${clientX}px, ${clientY}px)`
      element.dataset['seen'] = ''
    }
    addEventListener('pointermove', follow)
    return () => removeEventListener('pointermove', follow)
  }, [])
  return <div ref={ring} className="stage-pointer" aria-hidden="true" />
}
