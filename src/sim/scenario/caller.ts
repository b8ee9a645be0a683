/** Who asks, by which credentials. */
export interface Caller {
  bearer?: string
  /** `user:password` */
  basic?: string
  certificate?: { cn: string; o: readonly string[]; ca: 'cluster' | 'stranger' | 'front-proxy' | 'etcd' }
  /** `namespace/name`: the token that its pods have in their files when they ask. */
  serviceAccount?: string
}
