import { useQuery } from '@tanstack/react-query';
import { client } from './client.ts';

/** All models, those that are broken too. */
export function useModels() {
  return useQuery({ queryKey: ['models'], queryFn: client.models, staleTime: 15_000 });
}

/** The collections of whoever is signed in; the newest 200. */
export function useCollections() {
  return useQuery({ queryKey: ['collections'], queryFn: client.collections, staleTime: 10_000 });
}
