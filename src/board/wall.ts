import { useEffect } from 'react';

/** Shows the page on the whole screen, keeps the screen awake, and says when the user has left it. */
export function useWall(isWall: boolean, onLeave: () => void): void {
  useEffect(() => {
    document.documentElement.classList.toggle('wall', isWall);
    if (!isWall) return;
    const left = () => {
      if (!document.fullscreenElement) onLeave();
    };
    // Browsers allow it after a click; a kiosk begins on the whole screen.
    if (navigator.userActivation?.isActive)
      document.documentElement.requestFullscreen?.().then(
        () => document.addEventListener('fullscreenchange', left),
        () => {},
      );
    // Let go by the browser whenever the page is hidden.
    const wake = () => void (document.visibilityState === 'visible' && navigator.wakeLock?.request('screen').catch(() => {}));
    wake();
    document.addEventListener('visibilitychange', wake);
    return () => {
      document.removeEventListener('fullscreenchange', left);
      document.removeEventListener('visibilitychange', wake);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [isWall]);
}
