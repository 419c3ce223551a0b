import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';

/** Shows that a view has failed, and a way on, in the place of an empty page. Another key makes another try. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <section className="card notice notice-error" role="alert">
            <h1>{t('failure.title')}</h1>
            <p>{t('failure.text')}</p>
            <pre>{error.message}</pre>
            <button type="button" className="primary" onClick={() => location.reload()}>
              {t('failure.reload')}
            </button>
          </section>
        )}
      </Translation>
    );
  }
}
