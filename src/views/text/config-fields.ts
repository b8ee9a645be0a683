/** A field of a configuration file: its type in a word, what it is for, and what it holds. */
interface ConfigField {
  type: string
  says: string
  fields?: ConfigFields
}
export type ConfigFields = Readonly<Record<string, ConfigField>>

const KIND: ConfigFields = {
  apiVersion: { type: 'string', says: 'Which version of the file’s format it is.' },
  kind: { type: 'string', says: 'What the file is.' },
}

const AUTHENTICATION: ConfigFields = {
  ...KIND,
  anonymous: {
    type: 'AnonymousAuthConfig',
    says: 'Whether requests without credentials are let in. Not together with --anonymous-auth.',
    fields: {
      enabled: { type: 'boolean', says: 'true lets them in as system:anonymous.' },
      conditions: {
        type: 'list of AnonymousAuthCondition',
        says: 'Where there are any, anonymous requests are let in for these paths only; everything else gets 401.',
        fields: {
          path: { type: 'string', says: 'The whole path, such as /livez. What comes after it, such as /livez/etcd, is another path.' },
        },
      },
    },
  },
  jwt: {
    type: 'list of JWTAuthenticator',
    says: 'Whose tokens are accepted, beside those of service accounts.',
    fields: {
      issuer: {
        type: 'Issuer',
        says: 'Who issues them.',
        fields: {
          url: { type: 'string', says: 'The issuer’s address; it must begin with https.' },
          discoveryURL: { type: 'string', says: 'Where its configuration is read, if elsewhere.' },
          certificateAuthority: { type: 'string', says: 'Who has signed its certificate, in PEM.' },
          audiences: { type: 'list of string', says: 'For whom a token must be meant.' },
          audienceMatchPolicy: { type: 'string', says: 'MatchAny, where there are several audiences.' },
        },
      },
      claimValidationRules: { type: 'list of ClaimValidationRule', says: 'What a token’s claims must say.' },
      claimMappings: {
        type: 'ClaimMappings',
        says: 'Which claims become the user’s name, uid and groups.',
        fields: {
          username: { type: 'PrefixedClaimOrExpression', says: 'The user’s name.' },
          groups: { type: 'PrefixedClaimOrExpression', says: 'The groups.' },
          uid: { type: 'ClaimOrExpression', says: 'The uid.' },
          extra: { type: 'list of ExtraMapping', says: 'What else is kept of the token.' },
        },
      },
      userValidationRules: { type: 'list of UserValidationRule', says: 'What the user that comes of it must be like.' },
    },
  },
}

const KUBELET: ConfigFields = {
  ...KIND,
  authentication: {
    type: 'KubeletAuthentication',
    says: 'Who is let in at the kubelet’s own port 10250.',
    fields: {
      anonymous: {
        type: 'KubeletAnonymousAuthentication',
        says: 'Requests without credentials.',
        fields: {
          enabled: {
            type: 'boolean',
            says: 'true lets them in as system:anonymous. In a file that leaves it out: false; with flags alone: true.',
          },
        },
      },
      webhook: {
        type: 'KubeletWebhookAuthentication',
        says: 'Bearer tokens are shown to the kube-apiserver.',
        fields: {
          enabled: { type: 'boolean', says: 'Whether that is done.' },
          cacheTTL: { type: 'duration', says: 'How long an answer is remembered.' },
        },
      },
      x509: {
        type: 'KubeletX509Authentication',
        says: 'Client certificates.',
        fields: { clientCAFile: { type: 'string', says: 'Who must have signed them.' } },
      },
    },
  },
  authorization: {
    type: 'KubeletAuthorization',
    says: 'What a caller may do there.',
    fields: {
      mode: { type: 'string', says: 'AlwaysAllow: everything. Webhook: the kube-apiserver is asked.' },
      webhook: { type: 'KubeletWebhookAuthorization', says: 'How long its answers are remembered.' },
    },
  },
  readOnlyPort: { type: 'integer', says: 'A port without authentication that shows all pods; 0 closes it, 10255 is usual.' },
  port: { type: 'integer', says: 'The kubelet’s own port: 10250.' },
  address: { type: 'string', says: 'The address on which it listens: 0.0.0.0.' },
  healthzPort: { type: 'integer', says: 'The port of /healthz: 10248; 0 closes it.' },
  healthzBindAddress: { type: 'string', says: 'The address of that port: 127.0.0.1.' },
  staticPodPath: { type: 'string', says: 'The directory whose files are static pods: /etc/kubernetes/manifests.' },
  fileCheckFrequency: { type: 'duration', says: 'How often that directory is listed anew: 20 s.' },
  syncFrequency: { type: 'duration', says: 'After how long a pod is synced again, if nothing happens: 1 min.' },
  crashLoopBackOff: {
    type: 'CrashLoopBackOffConfig',
    says: 'How the back-off of restarts grows.',
    fields: { maxContainerRestartPeriod: { type: 'duration', says: 'The longest wait, instead of 5 min.' } },
  },
  featureGates: { type: 'map', says: 'Switches features on or off by name.' },
}

/** The fields of configuration files, by their kind. */
export const CONFIG_KINDS: ReadonlyMap<string, ConfigFields> = new Map([
  ['AuthenticationConfiguration', AUTHENTICATION],
  ['KubeletConfiguration', KUBELET],
])

/**
 * The fields below a path of keys; lists are looked through.
 *
 * Errors: undefined where the kind has no such place.
 * Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go and staging/src/k8s.io/kubelet/config/v1beta1/types.go (v1.36.2).
 */
export function configFieldsAt(kind: string, keys: readonly string[]): ConfigFields | undefined {
  let fields = CONFIG_KINDS.get(kind)
  for (const key of keys) fields = fields && Object.hasOwn(fields, key) ? fields[key]!.fields : undefined
  return fields
}
