package huawei

// The wire structs of the identity service, IAM v3.

// loginDoc is the body of POST /v3/auth/tokens.
type loginDoc struct {
	Auth struct {
		Identity struct {
			Methods  []string `json:"methods"`
			Password struct {
				User userDoc `json:"user"`
			} `json:"password"`
		} `json:"identity"`
		Scope struct {
			Project named `json:"project"`
		} `json:"scope"`
	} `json:"auth"`
}

type userDoc struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	Domain   named  `json:"domain"`
}

// named is what is named in one of two ways.
type named struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// tokenDoc is its answer; the token itself is in the header.
type tokenDoc struct {
	Token struct {
		IssuedAt  stamp `json:"issued_at"`
		ExpiresAt stamp `json:"expires_at"`
		User      struct {
			Domain named `json:"domain"`
		} `json:"user"`
	} `json:"token"`
}

// projectsDoc is the answer of GET /v3/projects.
type projectsDoc struct {
	Projects []struct {
		named
		Account string `json:"domain_id"`
	} `json:"projects"`
}
