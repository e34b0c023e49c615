import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';

// Dialogs insert a style; the content security policy lets in what carries this answer's nonce. Its library asks for it under this name.
Object.assign(globalThis, { __webpack_nonce__: document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')!.content });

createRoot(document.getElementById('root')!).render(<App />);
