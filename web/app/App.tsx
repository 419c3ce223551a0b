import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { PAGE_PATHS } from '../../shared/domain/page-paths.ts';
import { ApiError } from '../api/api-error.ts';
import { doubtSession } from '../api/use-session.ts';
import { ToastProvider } from '../ui/Toasts.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Layout } from './Layout.tsx';
import { NotFound } from './NotFound.tsx';
import { OnlySignedIn } from './OnlySignedIn.tsx';
import { PageSkeleton } from './PageSkeleton.tsx';

const TryPage = lazy(() => import('../try/TryPage.tsx'));
const JobsPage = lazy(() => import('../jobs/JobsPage.tsx'));
const JobPage = lazy(() => import('../job/JobPage.tsx'));
const ComparePage = lazy(() => import('../compare/ComparePage.tsx'));
const CollectionsPage = lazy(() => import('../collections/CollectionsPage.tsx'));
const BatchesPage = lazy(() => import('../batches/BatchesPage.tsx'));
const BatchPage = lazy(() => import('../batches/BatchPage.tsx'));
const SystemPage = lazy(() => import('../system/SystemPage.tsx'));
const ModelsPage = lazy(() => import('../models/ModelsPage.tsx'));
const ModelPage = lazy(() => import('../models/ModelPage.tsx'));
const DevelopersPage = lazy(() => import('../developers/DevelopersPage.tsx'));
const AccountPage = lazy(() => import('../account/AccountPage.tsx'));

const queries: QueryClient = new QueryClient({
  // Where the session has ended elsewhere, whoever is here is asked to sign in.
  queryCache: new QueryCache({ onError: (error) => doubtSession(queries, error) }),
  mutationCache: new MutationCache({ onError: (error) => doubtSession(queries, error) }),
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      // What the server has decided it will decide again; what did not reach it is worth another try.
      retry: (failures, error) =>
        failures < 3 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 5000),
      // Whether the network is there is no matter: the server may be this machine.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

/** The whole page. */
export function App() {
  const [path] = useLocation();
  return (
    <QueryClientProvider client={queries}>
      <ToastProvider>
        <Layout>
          <ErrorBoundary key={path}>
            <Suspense fallback={<PageSkeleton />}>
              <OnlySignedIn>
                <Switch>
                  <Route path={PAGE_PATHS.try} component={TryPage} />
                  <Route path={PAGE_PATHS.jobs} component={JobsPage} />
                  <Route path={PAGE_PATHS.job}>{({ id }) => <JobPage key={id} id={id} />}</Route>
                  <Route path={PAGE_PATHS.compare} component={ComparePage} />
                  <Route path={PAGE_PATHS.collections} component={CollectionsPage} />
                  <Route path={PAGE_PATHS.batches} component={BatchesPage} />
                  <Route path={PAGE_PATHS.batch}>{({ id }) => <BatchPage key={id} id={id} />}</Route>
                  <Route path={PAGE_PATHS.system} component={SystemPage} />
                  <Route path={PAGE_PATHS.models} component={ModelsPage} />
                  <Route path={PAGE_PATHS.model}>{({ name }) => <ModelPage key={name} name={name} />}</Route>
                  <Route path={PAGE_PATHS.developers} component={DevelopersPage} />
                  <Route path={PAGE_PATHS.account} component={AccountPage} />
                  <Route component={NotFound} />
                </Switch>
              </OnlySignedIn>
            </Suspense>
          </ErrorBoundary>
        </Layout>
      </ToastProvider>
    </QueryClientProvider>
  );
}
